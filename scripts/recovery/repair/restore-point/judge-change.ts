import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import type { ItemChange } from '../../stream';
import { keyOf, type Item, type ItemKey } from '../../items/item';
import type { ChangeRule } from '../../items/rules';
import type { CompiledRules, Entity } from '../../items/rules/compile';

/** A change, of a stream or of an export. */
export type Observed = Pick<ItemChange, 'at' | 'name' | 'key' | 'before' | 'after' | 'service'> & {
  /** Milliseconds: of an export, the write that made the item so may be as old as this. @default `at` */
  readonly since?: number;
};

/** What the rules say of a write. */
export interface ChangeJudgement {
  readonly key: ItemKey;
  readonly entity: Entity | undefined;
  /** Rules that object to it. */
  readonly objections: readonly string[];
  /** Whether the item was broken in the same way before: this write did not break it. */
  readonly carried: boolean;
}

export const UNKNOWN_ENTITY = 'a key that fits no entity of the rules';

type CertainRule = Extract<ChangeRule, { readonly kind: 'step' | 'constant' }>;

/** Judges writes one by one: the item after it, and the change itself. */
export class ChangeJudge {
  private readonly byEntity = new Map<string, CertainRule[]>();

  /** @param everyWrite whether every write is seen: only then does a number that jumps say anything */
  constructor(
    private readonly rules: CompiledRules,
    changes: readonly ChangeRule[],
    private readonly everyWrite: boolean,
  ) {
    for (const rule of changes) {
      if (rule.kind !== 'step' && rule.kind !== 'constant') continue;
      for (const entity of rule.of) this.byEntity.set(entity, [...(this.byEntity.get(entity) ?? []), rule]);
    }
  }

  judge({ key: changed, before, after }: Pick<Observed, 'key' | 'before' | 'after'>): ChangeJudgement {
    const key = keyOf(changed);
    if (after === undefined) return { key, entity: this.rules.entityOf(key), objections: [], carried: false };
    const { entity, problem } = this.problemOf(key, after);
    const carried =
      problem !== undefined && before !== undefined && this.problemOf(key, before).problem === problem;
    const objections = problem === undefined || carried ? [] : [problem];
    if (before !== undefined && entity !== undefined) {
      for (const rule of this.byEntity.get(entity.name) ?? []) {
        const objection = this.objectionOf(rule, before[rule.attribute], after[rule.attribute]);
        if (objection !== undefined) objections.push(objection);
      }
    }
    return { key, entity, objections, carried };
  }

  private problemOf(key: ItemKey, item: Item): { entity: Entity | undefined; problem: string | undefined } {
    const { entity, problem } = this.rules.judge(key, item);
    if (entity === undefined) return { entity, problem: UNKNOWN_ENTITY };
    return { entity, problem: problem === undefined ? undefined : `${entity.name}: ${problem}` };
  }

  private objectionOf(
    rule: CertainRule,
    before: AttributeValue | undefined,
    after: AttributeValue | undefined,
  ): string | undefined {
    if (rule.kind === 'constant') {
      return JSON.stringify(before) === JSON.stringify(after) ? undefined : `${rule.name}: it changes`;
    }
    // What is no number is the business of the item's own rules.
    const raised = Number(after?.N ?? Number.NaN) - Number(before?.N ?? Number.NaN);
    if (raised < 0) return `${rule.name}: it goes back`;
    if (raised === 0) return `${rule.name}: it stands still`;
    return this.everyWrite && raised > 0 && raised !== rule.by ? `${rule.name}: it jumps` : undefined;
  }
}
