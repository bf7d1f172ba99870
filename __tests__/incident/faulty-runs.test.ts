import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { FAULT_KINDS } from '../../scripts/local-cloud/gateway/faults';
import { itemsOf } from '../support/corruption';
import { recover, startService, type Service } from '../support/service-with-operators';
import { declare } from './support/declare';

const MINUTES = 60_000;

async function tablesOf({ clients }: Service): Promise<string[]> {
  return (await clients.dynamodb.send(new ListTablesCommand({}))).TableNames ?? [];
}

it(
  'a run in which a fifth of all calls fails, some after they were carried out, ends as an undisturbed one',
  async () => {
    const service = await startService({ speed: 100, users: 10 });
    try {
      const env = await service.signIn('alice');
      const before = await itemsOf(service, service.table);
      await service.cloud.injectFaults({ rate: 0.2, kinds: FAULT_KINDS, seed: 7 });
      const { status, stdout } = await declare(service, env);
      const faults = (await service.cloud.requests()).filter((one) => one.status === 0 || one.status >= 500);
      await service.cloud.clearFaults();
      expect(JSON.parse(stdout)).toMatchObject({ state: 'completed' });
      expect(status).toBe(0);
      expect(faults.length).toBeGreaterThan(30);
      const [restored, ...others] = (await tablesOf(service)).filter((name) => name !== service.table);
      expect(others).toEqual([]);
      expect(await itemsOf(service, restored!)).toEqual(before);
      const { pointer } = JSON.parse((await recover('status --json', env)).stdout);
      expect(pointer.value).toMatchObject({ tableName: restored, epoch: 2, writesEnabled: true });
    } finally {
      await service.close();
    }
  },
  6 * MINUTES,
);
