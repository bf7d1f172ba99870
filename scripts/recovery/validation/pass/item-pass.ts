import { itemHash } from '../../items/digest/canonical';
import { increment, Tally } from '../../items/digest/tally';
import { hashText, type ExpectedState } from '../expected/expected-state';
import type { Findings } from '../findings';
import { keyOf, keyText, type Item } from '../../items/item';
import type { Level } from '../report';
import type { CompiledRules, Entity } from '../../items/rules/compile';
import { PartitionReferences, type Suspect } from '../../items/rules/partition-references';
import type { SegmentVisitor } from '../scan/scan-segment';

/** Name under which items of no known entity are counted. */
export const UNKNOWN = 'unknown';

export interface ItemPassProps {
  readonly rules: CompiledRules;
  readonly findings: Findings;
  /** The level that judges items: all of them, or a sample. */
  readonly level: Extract<Level, 'L2' | 'L4'>;
  /** Whether items are judged, or only counted and summed. */
  readonly judged: boolean;
  /** Whether items are summed. */
  readonly summed: boolean;
  /** What is known of the state that they must be in. */
  readonly expected: ExpectedState | undefined;
  readonly expires: (item: Item, entity: Entity | undefined) => boolean;
  /** Decides about references that do not hold among the items seen together. */
  readonly settle: (suspects: readonly Suspect[]) => Promise<void>;
  readonly progress: (items: number) => void;
}

/** Counts, judges and sums up items in one pass, in memory that does not grow with their number. */
export class ItemPass {
  readonly counts = new Map<string, number>();
  readonly tally = new Tally();
  /** Keys changed in the restore second that are there. */
  private readonly seenOfRestoreSecond = new Set<string>();
  items = 0;

  constructor(private readonly props: ItemPassProps) {}

  /** Reads one segment; the items of a partition come together in it. */
  visitor(): SegmentVisitor {
    const references = new PartitionReferences();
    return {
      page: async (items) => {
        for (const item of items) {
          const suspects = this.add(item, references);
          if (suspects.length > 0) await this.props.settle(suspects);
        }
        this.props.progress(this.items);
      },
      end: () => this.props.settle(references.end()),
    };
  }

  /** Keys changed in the restore second that are not there, although every image says that they should be. @returns see `keyText` */
  missingOfRestoreSecond(): string[] {
    const ambiguous = this.props.expected?.ambiguous ?? new Map<string, ReadonlySet<string>>();
    return [...ambiguous].flatMap(([id, images]) =>
      this.seenOfRestoreSecond.has(id) || images.has(hashText(undefined)) ? [] : [id],
    );
  }

  private add(item: Item, references: PartitionReferences): Suspect[] {
    const { rules, findings, level, judged, summed } = this.props;
    this.items += 1;
    const key = keyOf(item);
    if (!judged) {
      const entity = rules.entityOf(key);
      increment(this.counts, entity?.name ?? UNKNOWN);
      if (summed) this.sum(item, keyText(key), entity);
      return [];
    }
    const judgement = rules.judge(key, item);
    const { entity, problem } = judgement;
    increment(this.counts, entity?.name ?? UNKNOWN);
    if (entity === undefined) {
      findings.add({ level, key, kind: 'unknown entity', detail: 'its key fits no entity of the rules' });
    } else if (problem !== undefined) {
      findings.add({ level, key, kind: 'rule', detail: `${entity.name}: ${problem}` });
    }
    if (summed) this.sum(item, keyText(key), entity);
    return references.add({ key, judgement });
  }

  private sum(item: Item, id: string, entity: Entity | undefined): void {
    const { expected, expires, findings } = this.props;
    const images = expected?.ambiguous.get(id);
    if (images === undefined) {
      this.tally.add({
        key: id,
        hash: itemHash(item),
        entity: entity?.name ?? UNKNOWN,
        expires: expires(item, entity),
      });
      return;
    }
    this.seenOfRestoreSecond.add(id);
    if (images.has(hashText(item))) return;
    findings.add({
      level: 'L3',
      key: keyOf(item),
      kind: 'different',
      detail: 'none of the images that the stream tells of the cut second',
    });
  }
}
