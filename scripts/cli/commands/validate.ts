import Table from 'cli-table3';
import type { Command } from 'commander';
import { readPointer } from '../../recovery/service/pointer/pointer';
import { LEVELS, requirePassed, type Level, type ValidationReport } from '../../recovery/validation/report';
import { loadRules } from '../../recovery/items/rules';
import { validateTable } from '../../recovery/validation/validate';
import { restoreTime, tableName, wholeNumber } from '../support/arguments';
import { EXIT, EXIT_HELP } from '../support/exit-status';
import { actionOf, operate, operatorCommand, type CommonOptions } from '../support/operation';
import { UsageError } from '../support/usage-error';

interface ValidateOptions extends CommonOptions {
  readonly table?: string;
  readonly against?: string;
  readonly at?: string;
  readonly levels?: readonly Level[];
  readonly unitsPerSecond?: number;
}

const HELP = `
Reads every item once, in parallel and at a limited rate, and changes nothing:
  L0 settings and keys, L1 counts, L2 a sample with its confidence, L3 a digest against the source as of that second,
  L4 rules of every entity and references between items.
Bad keys are named, values never. With --json the whole report is printed.

For example:
  recover validate
  recover validate --table SyncWellMetadata-restored-2026-03-01 --against SyncWellMetadata --at 2026-03-01T04:15:00Z
  recover validate --levels L2 --json
${EXIT_HELP}`;

/** `recover validate`: is the data of a table whole and right? Reads only. */
export function validateCommand(): Command {
  return operatorCommand('validate', 'check the items of a table; changes nothing')
    .option('--table <name>', 'a table that is not the one that AppConfig names', tableName)
    .option('--against <name>', 'the table that it was restored from; needs --at', tableName)
    .option('--at <time>', 'the second that was restored, such as 2026-03-01T04:15:00Z', restoreTime('--at'))
    .option('--levels <list>', `some of ${LEVELS.join(',')}`, parseLevels)
    .option(
      '--units-per-second <number>',
      'read capacity units to use at most',
      wholeNumber('--units-per-second', { from: 1, to: 1_000_000 }),
    )
    .addHelpText('after', HELP)
    .action(({ table, against, at, levels, unitsPerSecond, ...options }: ValidateOptions) => {
      if ((against === undefined) !== (at === undefined) || at === 'latest') {
        throw new UsageError('--against <table> and --at <second> go together');
      }
      return operate(options, async (operation) => {
        const action = actionOf(operation);
        const report = await validateTable(action, {
          table: table ?? (await readPointer(action)).tableName,
          rules: loadRules(),
          ...(levels === undefined ? {} : { levels }),
          ...(against === undefined || at === undefined ? {} : { against: { source: against, at } }),
          ...(unitsPerSecond === undefined ? {} : { unitsPerSecond }),
        });
        operation.output.result(report, render(report));
        if (!operation.output.json) requirePassed(report);
        else if (report.levels.some(({ status }) => status === 'failed'))
          process.exitCode = EXIT.verification;
      });
    });
}

function parseLevels(text: string): Level[] {
  const levels = text.split(',').map((name) => LEVELS.find((level) => level === name));
  if (levels.every((level) => level !== undefined)) return levels;
  throw new UsageError(
    `--levels ${JSON.stringify(text)}: give some of ${LEVELS.join(',')}, for example L1,L4`,
  );
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
