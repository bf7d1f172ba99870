import { order, serveControl, type Control } from '../../scripts/playground/control';
import { PreconditionError } from '../../scripts/local-cloud/precondition';

const REGION = { region: 'us-east-1' };

describe('the control port of the playground', () => {
  let control: Control;

  beforeAll(async () => {
    control = await serveControl({
      status: () => Promise.reject(new Error('the playground is not ready yet')),
      corrupt: () => Promise.resolve({ from: 'a', to: 'b', badWrites: 7 }),
      'lose-region': () => Promise.reject(new PreconditionError('NOT_PROTECTED', 'no copy')),
      'return-region': () => Promise.resolve(REGION),
    });
  });
  afterAll(() => control.server.close());

  it('answers an order with what it brought about', async () => {
    expect(await order(control, 'return-region')).toEqual(REGION);
    expect(await order(control, 'corrupt')).toEqual({ from: 'a', to: 'b', badWrites: 7 });
  });

  it('tells whoever ordered why it could not be done', async () => {
    await expect(order(control, 'lose-region')).rejects.toMatchObject({
      code: 'NOT_PROTECTED',
      message: 'no copy',
    });
    await expect(order(control, 'status')).rejects.toMatchObject({ code: 'FAILED' });
  });

  it('obeys nobody without the key', async () => {
    for (const key of ['', 'wrong', `${control.key}x`])
      await expect(order({ ...control, key }, 'corrupt')).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('refuses what it does not know, names of Object included', async () => {
    for (const name of ['stop', 'constructor', 'toString', ''])
      await expect(order(control, name as 'status')).rejects.toMatchObject({ code: 'UNKNOWN' });
  });

  it('listens on loopback only', () => {
    expect(control.server.address()).toMatchObject({ address: '127.0.0.1', port: control.port });
  });
});
