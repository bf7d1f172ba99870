import { ChangeJudge } from '../restore-point/judge-change';
import { keyOf, type Item } from '../../items/item';
import type { Rules } from '../../items/rules';
import type { CompiledRules, Entity } from '../../items/rules/compile';

/** What an item was before a change, and after it; undefined: there was none. */
export interface Images {
  readonly before: Item | undefined;
  readonly after: Item | undefined;
}

/** Tells by rules whether a change is damage. */
export interface DamageJudge {
  entityOf(item: Item): Entity | undefined;
  /** @returns what is wrong with the change or with the image that it left, without a value; undefined: nothing is */
  problemOf(images: Images): string | undefined;
}

/** The rules of validation about the image, and those about the change that are certain. */
export function judgeBy(rules: CompiledRules, { changes }: Pick<Rules, 'changes'>): DamageJudge {
  const judge = new ChangeJudge(rules, changes, true);
  return {
    entityOf: (item) => rules.entityOf(keyOf(item)),
    problemOf({ before, after }) {
      if (after === undefined) return undefined;
      const { objections, carried } = judge.judge({ key: after, before, after });
      return objections[0] ?? (carried ? 'it breaks a rule as it did before' : undefined);
    },
  };
}
