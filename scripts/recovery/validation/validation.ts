import {
  DescribeTableCommand,
  ResourceNotFoundException,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { stop } from '../../engine/errors';
import type { Action } from '../aws/action';
import { Findings } from './findings';
import { expires } from '../items/expiry';
import type { Item } from '../items/item';
import { ItemPass } from './pass/item-pass';
import { ReferenceCheck } from './pass/reference-check';
import type { Level, ValidationRequest } from './report';
import { CompiledRules, type Entity } from '../items/rules/compile';
import type { ExpectedState } from './expected/expected-state';
import type { ScanSource } from './scan/scan-segment';
import { TokenBucket } from '../aws/token-bucket';
import { DEFAULT_THRESHOLDS } from './thresholds';

/** Segments of a scan: one for so many items, between the fewest and the most. */
const SEGMENT_ITEMS = 25_000;
const FEWEST_SEGMENTS = 2;
const MOST_SEGMENTS = 8;
/** What a new on-demand table serves at once (aws-facts.md, 4.4). */
const UNITS_PER_SECOND = 12_000;

/** What every part of one validation shares. */
export class Validation {
  readonly findings = new Findings();
  readonly rules: CompiledRules;
  readonly tokens: TokenBucket;
  readonly thresholds;
  readonly startedAt: number;
  private segments = FEWEST_SEGMENTS;
  private readonly durations: Record<string, number> = {};

  /** @throws Stop RULES_INVALID */
  constructor(
    readonly action: Action,
    readonly request: ValidationRequest,
  ) {
    const { target, clock } = action;
    const { rules, unitsPerSecond = UNITS_PER_SECOND, thresholds, expectedCounts = {} } = request;
    const { environment, accountId } = target.names;
    this.rules = new CompiledRules(rules, { environment, accountId, region: target.region });
    this.tokens = new TokenBucket(action, unitsPerSecond);
    this.thresholds = { ...DEFAULT_THRESHOLDS, ...thresholds };
    this.startedAt = clock.now();
    this.expectItems(Object.values(expectedCounts).reduce((sum, count) => sum + count, 0));
  }

  get times(): Readonly<Record<string, number>> {
    return { ...this.durations, total: this.action.clock.now() - this.startedAt };
  }

  /** Does a part and notes how long it took. */
  async timed<Result>(part: string, work: () => Promise<Result>): Promise<Result> {
    const start = this.action.clock.now();
    const result = await work();
    this.durations[part] = this.action.clock.now() - start;
    return result;
  }

  readonly scanOf = (table: string): ScanSource & { readonly segments: number } => ({
    dynamodb: this.action.clients.dynamodb,
    table,
    tokens: this.tokens,
    segments: this.request.segments ?? this.segments,
  });

  private expectItems(count: number): void {
    const wanted = Math.ceil(count / SEGMENT_ITEMS);
    this.segments = Math.max(this.segments, Math.min(wanted, MOST_SEGMENTS));
  }

  /** @returns undefined when there is no such table */
  async describe(table: string): Promise<TableDescription | undefined> {
    const { dynamodb } = this.action.clients;
    try {
      const { Table } = await dynamodb.send(new DescribeTableCommand({ TableName: table }));
      // Hours old (aws-facts.md, 1.33), and none for a table that was loaded just now.
      this.expectItems(Table?.ItemCount ?? 0);
      return Table;
    } catch (error) {
      if (error instanceof ResourceNotFoundException) return undefined;
      throw error;
    }
  }

  /** @throws Stop TABLE_MISSING */
  async describeTable(): Promise<TableDescription> {
    const { table } = this.request;
    const found = await this.describe(table);
    if (found !== undefined) return found;
    throw stop('TABLE_MISSING', { table, region: this.action.target.region });
  }

  /** Whether an item goes away on its own, or has the right to be gone already. */
  readonly expires = (item: Item, entity: Entity | undefined): boolean =>
    entity?.expires !== undefined && expires(item, entity.expires, this.startedAt);

  /** A pass over items of the table that judges them. */
  judging(
    level: Extract<Level, 'L2' | 'L4'>,
    {
      judged,
      summed,
      expected,
    }: { readonly judged: boolean; readonly summed: boolean; readonly expected?: ExpectedState | undefined },
  ): { readonly pass: ItemPass; readonly references: ReferenceCheck } {
    const { action, rules, findings, tokens, expires, thresholds } = this;
    const references = new ReferenceCheck({
      dynamodb: action.clients.dynamodb,
      table: this.request.table,
      tokens,
      findings,
      level,
      expected,
      toleratedAtCut: thresholds.toleratedAtCut,
    });
    const pass = new ItemPass({
      rules,
      findings,
      level,
      judged,
      summed,
      expected,
      expires,
      settle: (suspects) => references.settle(suspects),
      progress: (items) => {
        action.progress(`${this.request.table}: ${items} items read`);
      },
    });
    return { pass, references };
  }
}
