import { join } from 'node:path';
import { ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { readJournalFile } from '../../scripts/runbook/journal/file';
import { readPointer } from '../../scripts/recovery/runtime-config/pointer';
import { RecoverableService, type CommandOutcome } from '../support/recoverable-service';

const PRELOAD = join(__dirname, '..', 'support', 'kill-after-line.js');
const MINUTES = 60_000;

describe('the tool, killed at every line of its journal in turn and resumed each time', () => {
  let service: RecoverableService;
  let before: Awaited<ReturnType<RecoverableService['itemsOf']>>;
  let damaged: typeof before;
  let last: CommandOutcome;
  let kills = 0;

  beforeAll(async () => {
    // Slow enough that the window that was accepted outlives the start of many processes.
    service = await RecoverableService.start({ speed: 100 });
    before = await service.itemsOf('SyncWellMetadata');
    await service.corrupt();
    damaged = await service.itemsOf('SyncWellMetadata');
    const env = await service.environment();
    const run = ['run', 'data-corruption', '--restore-to', service.restorePoint, '--no-plan', '--yes'];
    const killAt = (line: number, args: readonly string[]) =>
      service.recover(args, { env: { ...env, KILL_AFTER_LINE: String(line) }, preload: [PRELOAD] });
    last = await killAt(1, [...run, '--accept-data-loss', service.acceptedLoss]);
    // Each process gets one line further than the one before it, until one comes to the end.
    for (let line = 2; last.status === null; line += 1) {
      kills += 1;
      last = await killAt(line, ['resume', service.incidentIds()[0]!]);
    }
  }, 8 * MINUTES);

  afterAll(async () => {
    await service.stop();
  });

  it('was killed at every line but the last, and came to the end', () => {
    expect(last).toMatchObject({ status: 0, json: { state: 'completed' } });
    const lines = readJournalFile(join(service.incidents, service.incidentIds()[0]!, 'journal.jsonl'));
    expect(kills).toBeGreaterThan(25);
    expect(lines.at(-1)?.kind).toBe('completed');
    expect(service.incidentIds()).toHaveLength(1);
  });

  it('made one restored table, with the state of the restore second, and left the damaged one as it was', async () => {
    const { TableNames = [] } = await service.clients.dynamodb.send(new ListTablesCommand({}));
    const restored = TableNames.filter((name) => name !== 'SyncWellMetadata');
    expect(restored).toHaveLength(1);
    expect(await service.itemsOf(restored[0]!)).toEqual(before);
    expect(await service.itemsOf('SyncWellMetadata')).toEqual(damaged);
  });

  it('restored once, and raised the epoch once', async () => {
    const restores = (await service.cloud.requests({ service: 'dynamodb' })).filter(
      ({ operation, status }) => operation === 'RestoreTableToPointInTime' && status === 200,
    );
    expect(restores).toHaveLength(1);
    const pointer = await readPointer({
      target: service.target,
      clients: service.clients,
      clock: service.clock,
      signal: new AbortController().signal,
      progress: () => undefined,
    });
    expect(pointer).toMatchObject({ epoch: 2, writesEnabled: true, incidentId: service.incidentIds()[0] });
    expect(pointer.tableName).toMatch(/^SyncWellMetadata-restored-/);
  });
});
