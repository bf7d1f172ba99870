import type { InputOf } from './declaration';
import type { validate } from './declaration/single-steps';
import { EXIT } from './support/exit-status';
import { actionOf, operate, type Call } from './support/operation';
import Table from 'cli-table3';
import { readPointer } from '../recovery/service/pointer/pointer';
import { requirePassed, type ValidationReport } from '../recovery/validation/report';
import { loadRules } from '../recovery/items/rules';
import { validateTable } from '../recovery/validation/validate';
import { UsageError } from './support/usage-error';
import { given } from '../engine/given';

/** Is the data of a table whole and right? Reads only. */
export async function run(
  { table, against, restoreTo, levels, unitsPerSecond, ...input }: InputOf<typeof validate>,
  call: Call,
): Promise<number> {
  if ((against === undefined) !== (restoreTo === undefined))
    throw new UsageError('--against <table> and --restore-to <second> go together');
  return operate(call, input, async (operation) => {
    const action = actionOf(operation);
    const report = await validateTable(action, {
      table: table ?? (await readPointer(action)).tableName,
      rules: loadRules(),
      ...given({ levels }),
      ...(against === undefined || restoreTo === undefined
        ? {}
        : { against: { source: against, at: restoreTo } }),
      ...given({ unitsPerSecond }),
    });
    operation.output.result(report, render(report));
    if (!operation.output.json) requirePassed(report);
    return report.levels.some(({ status }) => status === 'failed') ? EXIT.verification : EXIT.done;
  });
}

function render({ table, levels, badKeys, badTotal, items, itemsPerSecond }: ValidationReport): string[] {
  const rows = new Table({ head: ['level', 'result', 'what'], style: { head: [], border: [] } });
  for (const { level, status, summary } of levels) rows.push([level, status, summary]);
  return [
    `${table}: ${items} items, ${Math.round(itemsPerSecond)} a second`,
    rows.toString(),
    ...badKeys
      .slice(0, 20)
      .map(({ level, key, kind, detail }) => `${level} ${key.PK} ${key.SK}: ${kind}, ${detail}`),
    ...(badTotal > 20 ? [`... and ${badTotal - 20} more; --json names up to 1,000`] : []),
  ];
}
