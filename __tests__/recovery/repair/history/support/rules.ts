import { Decisions } from '../../../../../scripts/recovery/repair/history/decisions';
import { Histories } from '../../../../../scripts/recovery/repair/history/histories';
import { judgeBy } from '../../../../../scripts/recovery/repair/history/judge';
import { loadRules } from '../../../../../scripts/recovery/items/rules';
import { CompiledRules } from '../../../../../scripts/recovery/items/rules/compile';
import type { Write } from './model';
import { ACCOUNT, REGION } from './service';

const file = loadRules();
export const rules = new CompiledRules(file, { environment: 'drill', accountId: ACCOUNT, region: REGION });
export const judge = judgeBy(rules, file);
export const nobody = new Decisions([], judge);

/** What the tool makes of a log. */
export function historiesOf(log: readonly Write[], since: number, keepClean: boolean): Histories {
  const histories = new Histories({ judge, since, keepClean });
  for (const change of log) histories.note(change);
  return histories;
}
