import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { corrupt, itemsOf, type Items } from '../../support/corruption';
import { recover, startService, type Service } from '../../support/service-with-operators';

const MINUTES = 60_000;

describe('corrupted data, by hand: the single commands and nothing else', () => {
  let service: Service;
  let env: Awaited<ReturnType<Service['signIn']>>;
  let before: Items;
  let lastGood: string;
  let lock: Record<string, { S: string } | { N: string }>;

  beforeAll(async () => {
    service = await startService({ speed: 200, users: 5 });
    env = await service.signIn('alice');
    before = await itemsOf(service, service.table);
    lastGood = await corrupt(service);
    const key = { S: 'IDEM##after-the-damage' };
    const ttl = { N: String(Math.floor(service.clock.now() / 1000) + 7 * 86_400) };
    lock = { PK: key, SK: key, status: { S: 'COMPLETED' }, ttl };
    await service.clients.dynamodb.send(new PutItemCommand({ TableName: service.table, Item: lock }));
  }, 3 * MINUTES);
  afterAll(() => service.close());

  const json = async (line: string) => {
    const { status, stdout } = await recover(`${line} --json`, env);
    return { status, ...JSON.parse(stdout) };
  };

  it(
    'find, restore elsewhere, salvage: the restored table holds what was right, before and after the damage',
    async () => {
      const { restorePoint } = await json('find-restore-point');
      expect(restorePoint >= lastGood).toBe(true);
      const restored = await json(`restore --restore-to ${restorePoint}`);
      expect(restored).toMatchObject({ status: 0, state: 'completed' });
      const look = await json(`salvage ${restored.incident} --dry-run`);
      expect(look).toMatchObject({ status: 0, dryRun: true, written: 1, review: [] });
      expect(await itemsOf(service, look.table)).toEqual(before);
      expect(await json(`salvage ${restored.incident} --yes`)).toMatchObject({
        status: 0,
        state: 'completed',
      });
      const wanted = new Map([...before, ['IDEM##after-the-damage IDEM##after-the-damage', lock]]);
      expect(await itemsOf(service, look.table)).toEqual(wanted);
    },
    3 * MINUTES,
  );

  it(
    'rewind undoes the damage in the live table, and is taken back',
    async () => {
      const damaged = await itemsOf(service, service.table);
      const look = await json(`rewind --since ${lastGood} --dry-run`);
      expect(look).toMatchObject({ status: 0, dryRun: true, numbers: { writtenBack: 5, review: 0 } });
      const done = await json(`rewind --since ${lastGood} --yes`);
      expect(done).toMatchObject({ status: 0, state: 'completed' });
      const rewound = await itemsOf(service, service.table);
      expect(rewound).toEqual(new Map([...before, ['IDEM##after-the-damage IDEM##after-the-damage', lock]]));
      expect(await json(`rewind --undo ${done.incident}`)).toMatchObject({ status: 0, state: 'completed' });
      expect(await itemsOf(service, service.table)).toEqual(damaged);
    },
    3 * MINUTES,
  );

  it('a whole run without a strategy stops where nobody may be asked, and names both commands', async () => {
    const { status, error } = await json('run data-corruption --yes');
    expect(status).toBe(3);
    expect(error.code).toBe('STRATEGY_NOT_CHOSEN');
    expect(`${error.message} ${error.next}`).toContain('--strategy rewind');
    expect(`${error.message} ${error.next}`).toContain('--strategy restore');
  });
});
