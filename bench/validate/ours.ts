import { writeFileSync } from 'node:fs';
import { connect } from '../../scripts/recovery/aws/clients';
import { targetOf } from '../../scripts/recovery/aws/target';
import { requirePassed } from '../../scripts/recovery/validation/report';
import { loadRules } from '../../scripts/recovery/items/rules';
import { validateTable } from '../../scripts/recovery/validation/validate';
import { systemClock } from '../../scripts/engine/clock';
import { loadSettings } from '../../settings';

/** Rules, references and digest of a table by `validateTable`, in a process of its own. */
async function main(table: string, resultFile: string): Promise<void> {
  const target = targetOf(loadSettings({ env: process.env }));
  const clients = connect(target, { clock: systemClock });
  const start = performance.now();
  const report = await validateTable(
    { target, clients, clock: systemClock, signal: new AbortController().signal, progress: () => undefined },
    { table, rules: loadRules(), levels: ['L1', 'L3', 'L4'] },
  );
  requirePassed(report);
  const seconds = (performance.now() - start) / 1000;
  writeFileSync(resultFile, JSON.stringify({ items: report.items, bad: report.badTotal, seconds }));
  clients.destroy();
}

void main(process.argv[2] ?? '', process.argv[3] ?? '');
