import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { amounts } from '../support/amounts';
import { corrupt, itemsOf, lossFrom, type Items } from '../support/corruption';
import { recover, startService, type, type Outcome, type Service } from '../support/service-with-operators';

const PRELOAD = join(__dirname, '..', 'support', 'kill-after-line.js');
const MINUTES = 60_000;

/** Of the lines of its journal, so many are written before it is killed again. */
const { killedEvery: EVERY } = amounts;

describe('the tool, killed at lines of its journal in turn (in the full tier: at every one) and resumed each time', () => {
  let service: Service;
  let before: Items;
  let damaged: Items;
  let last: Outcome;
  let incident: string;
  let kills = 0;

  beforeAll(async () => {
    // Slow enough that the window that was accepted outlives the start of many processes.
    service = await startService({ speed: 100, users: 20 });
    before = await itemsOf(service, service.table);
    const restorePoint = await corrupt(service);
    damaged = await itemsOf(service, service.table);
    const env = await service.signIn('alice');
    const killAt = (line: number, command: string): Promise<Outcome> =>
      type(command, { ...env, KILL_AFTER_LINE: String(line), NODE_OPTIONS: `--require ${PRELOAD}` }).ended;
    last = await killAt(
      1,
      `run data-corruption --restore-to ${restorePoint} --no-plan --yes --accept-data-loss ${lossFrom(service, restorePoint)}`,
    );
    [incident = ''] = readdirSync(env.SYNCWELL_INCIDENTS_DIRECTORY!);
    // Each process gets further than the one before it, until one comes to the end.
    for (let line = 1 + EVERY; last.status === null; line += EVERY) {
      kills += 1;
      last = await killAt(line, `resume ${incident} --json`);
    }
  }, 8 * MINUTES);

  afterAll(() => service.close());

  it('was killed again and again, and came to the end', () => {
    expect(last.status).toBe(0);
    const { state, steps } = JSON.parse(last.stdout);
    expect(state).toBe('completed');
    // Every step begins and ends.
    expect(kills).toBeGreaterThan((2 * steps.length) / EVERY - 1);
  });

  it('made one restored table, with the state of the restore second, and left the damaged one as it was', async () => {
    const { TableNames = [] } = await service.clients.dynamodb.send(new ListTablesCommand({}));
    const restored = TableNames.filter((name) => name !== service.table);
    expect(restored).toHaveLength(1);
    expect(await itemsOf(service, restored[0]!)).toEqual(before);
    expect(await itemsOf(service, service.table)).toEqual(damaged);
  });

  it('restored once, and raised the epoch once', async () => {
    const restores = (await service.cloud.requests({ service: 'dynamodb' })).filter(
      ({ operation, status }) => operation === 'RestoreTableToPointInTime' && status === 200,
    );
    expect(restores).toHaveLength(1);
    const { pointer } = JSON.parse((await recover('status --json', await service.signIn('bob'))).stdout);
    expect(pointer.value).toMatchObject({ epoch: 2, writesEnabled: true, incidentId: incident });
    expect(pointer.value.tableName).toMatch(/^SyncWellMetadata-restored-/);
  });
});
