import { writeFileSync } from 'node:fs';
import { connect } from '../../scripts/recovery/aws/clients';
import { targetOf } from '../../scripts/recovery/aws/target';
import { findRestorePoint } from '../../scripts/recovery/repair/restore-point/find-restore-point';
import { loadRules } from '../../scripts/recovery/items/rules';
import { systemClock } from '../../scripts/engine/clock';
import { loadSettings } from '../../settings';

/** The search for the restore point, in a process of its own. */
async function main(resultFile: string): Promise<void> {
  const target = targetOf(loadSettings({ env: process.env }));
  const clients = connect(target, { clock: systemClock });
  const start = performance.now();
  const { log, blast, restorePoint } = await findRestorePoint(
    { target, clients, clock: systemClock, signal: new AbortController().signal, progress: () => undefined },
    { table: 'bench', rules: loadRules() },
  );
  const seconds = (performance.now() - start) / 1000;
  writeFileSync(
    resultFile,
    JSON.stringify({ records: log?.changes, bad: blast.badWrites, restorePoint, seconds }),
  );
  clients.destroy();
}

void main(process.argv[2] ?? '');
