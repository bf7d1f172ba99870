import { argument, choice, ignored, value, whether } from './builders';
import type { OptionDeclaration } from './types';

const env = value('env', '<name>', 'text', 'environment, instead of SYNCWELL_ENV');
export const json = whether(
  'json',
  'print the result as JSON on standard output, all else on standard error',
);

/** How an earlier version named a region: by what it is in the settings. */
const role: OptionDeclaration<'role', 'primary' | 'recovery' | undefined> = {
  ...choice('role', '<role>', 'use --region', () => ['primary', 'recovery'] as const),
  isHidden: true,
};

/** Of every command that talks to the service of one environment. */
export const operator = [env, json] as const;

/** Of a command that works in one of the two regions. */
export const inRegion = (text: string, old: readonly string[] = []) =>
  [value('region', '<region>', 'region', text, { old }), role] as const;

/** Of most of them. */
export const servingRegion = inRegion('region to work in (default: the serving region of the settings)');

/** Of a command whose runbook or incident says where it works. */
export const noRegion = [ignored('role', '<role>')] as const;

export const dryRun = (text: string) => whether('dry-run', text);
export const STEPS = 'print what every step would do, and change nothing';
export const yes = (text = 'ask no questions') => whether('yes', text);
/** `--yes` of a command that asks nothing. */
export const noQuestions = ignored('yes');

export const table = (text = 'a table other than the live one') => value('table', '<name>', 'table', text);
export const target = value(
  'target',
  '<name>',
  'restoredTable',
  'name of the restored table (default: the first free one of the day)',
);
export const acceptDataLoss = value(
  'accept-data-loss',
  '<from/to>',
  'lossWindow',
  'accept that everything written in this window is lost',
);
export const usersToVerify = value(
  'users-to-verify',
  '<number>',
  'wholeNumber',
  'how many users the last proof plays',
  { from: 1, to: 10_000 },
);
export const stopWorkers = whether(
  'stop-workers',
  'also scale the workers to zero: only when they must not even read',
);
export const incident = argument('incident', 'incident', 'for example INC-20260301-041500-9f3a');
