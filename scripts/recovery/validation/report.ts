import type { Facts } from '../../engine/step';
import { stop } from '../../engine/errors';
import type { ItemKey } from '../items/item';
import type { Rules } from '../items/rules/rules';

/** The ladder of architecture section 5; L5, as a user, is as-user/as-user.ts. */
export const LEVELS = ['L0', 'L1', 'L2', 'L3', 'L4'] as const;
export type Level = (typeof LEVELS)[number];

/** `unknown`: it could not be judged, and the summary says why; never the same as passed. */
export type LevelStatus = 'passed' | 'failed' | 'unknown' | 'skipped';

export interface LevelResult {
  readonly level: Level;
  readonly status: LevelStatus;
  /** One sentence for people. */
  readonly summary: string;
}

/** A setting that is not as it should be; values as the reader of settings gave them. */
export interface SettingsDifference {
  readonly setting: string;
  readonly wanted?: unknown;
  readonly actual?: unknown;
}

export interface Thresholds {
  /** Share of the items that may break a rule or a reference (L2, L4). @default 0 */
  readonly maximumBadShare?: number;
  /** Items of no known entity that may be there. @default 0 */
  readonly maximumUnknownEntities?: number;
  /** Broken references of keys that changed in the restore second: a restore is not causally consistent. @default 100 */
  readonly toleratedAtCut?: number;
  /** An entity must have this share of its count in the source, where nothing better is known. @default 0.8 */
  readonly minimumShare?: number;
}

export interface SampleRequest {
  /** Items to look at, at least. @default 4,603: none bad among them leaves 0.1 % at 99 % confidence */
  readonly size?: number;
  /** 0 to 1. @default 0.99 */
  readonly confidence?: number;
  /** @default 1 */
  readonly seed?: number;
}

export interface ValidationRequest {
  readonly table: string;
  readonly rules: Rules;
  /** @default L0, L1, L3 and L4; L2 stands for L1, L3 and L4 when a full scan is not wanted */
  readonly levels?: readonly Level[];
  /** The table that was restored from, and to which second (ISO 8601). */
  readonly against?: { readonly source: string; readonly at: string };
  /** Items per entity that must be there, where the caller knows. */
  readonly expectedCounts?: Readonly<Record<string, number>>;
  /** What a comparison of settings found; L0 fails with any. */
  readonly settingsDifferences?: readonly SettingsDifference[];
  /** Parallel segments of a scan. @default 2 to 8, by size */
  readonly segments?: number;
  /** Read capacity units per second, of both tables together. @default 12,000 */
  readonly unitsPerSecond?: number;
  readonly sample?: SampleRequest;
  readonly thresholds?: Thresholds;
}

/** What is wrong with one key. Keys and attribute names only, never a value. */
export interface BadKey {
  readonly level: Level;
  readonly key: ItemKey;
  /** Stable, for programs: `rule`, `unknown entity`, `reference`, `missing`, `extra`, `different`. */
  readonly kind: BadKind;
  readonly detail: string;
}
export type BadKind = 'rule' | 'unknown entity' | 'reference' | 'missing' | 'extra' | 'different';

export interface ValidationReport {
  readonly table: string;
  /** When the validation began, ISO 8601. */
  readonly at: string;
  readonly against: { readonly source: string; readonly at: string } | null;
  readonly levels: readonly LevelResult[];
  /** Items per entity, counted; `unknown` are of no known entity. */
  readonly counts: Readonly<Record<string, number>>;
  /** Items looked at in the table. */
  readonly items: number;
  /** Hexadecimal; of every item that does not expire on its own, null when not asked for. */
  readonly digest: { readonly actual: string; readonly expected: string | null } | null;
  /** The first 1,000, and how many there are. */
  readonly badKeys: readonly BadKey[];
  readonly badTotal: number;
  /** Broken references that the restore second explains. */
  readonly toleratedAtCut: number;
  readonly thresholds: Required<Thresholds>;
  /** Of L2: at most this share of the items is bad, with that confidence. */
  readonly confidence: {
    readonly sampled: number;
    readonly bad: number;
    readonly confidence: number;
    readonly maximumBadShare: number;
  } | null;
  /** Milliseconds by part, and `total`. */
  readonly durations: Readonly<Record<string, number>>;
  readonly itemsPerSecond: number;
  /** Read capacity units. */
  readonly consumedUnits: number;
}

/** @returns whether no level failed. Levels that are unknown do not count: their summaries say what is not known */
export function passed({ levels }: Pick<ValidationReport, 'levels'>): boolean {
  return levels.every(({ status }) => status !== 'failed');
}

/** @throws Stop VALIDATION_FAILED naming the levels and the first keys */
export function requirePassed(report: ValidationReport): void {
  const failed = report.levels.filter(({ status }) => status === 'failed');
  if (failed.length === 0) return;
  const keys = report.badKeys
    .slice(0, 5)
    .map(({ key, kind, detail }) => `${key.PK} ${key.SK} (${kind}: ${detail})`);
  throw stop('VALIDATION_FAILED', {
    table: report.table,
    levels: failed.map(({ level, summary }) => `${level} (${summary})`),
    keys,
    total: report.badTotal,
  });
}

/** What a journal keeps of a validation: no keys, since there may be a thousand. */
export function summaryOf(report: ValidationReport): Facts {
  const { table, at, levels, counts, items, digest, badTotal, toleratedAtCut, confidence } = report;
  const { durations, itemsPerSecond, consumedUnits } = report;
  return {
    table,
    at,
    levels: levels
      .filter(({ status }) => status !== 'skipped')
      .map(({ level, status, summary }) => ({ level, passed: judged(status), status, summary })),
    counts,
    items,
    digest: digest && { ...digest },
    badTotal,
    toleratedAtCut,
    confidence: confidence && { ...confidence },
    seconds: Math.round((durations.total ?? 0) / 1000),
    itemsPerSecond,
    consumedUnits,
  };
}

function judged(status: LevelStatus): boolean | null {
  return status === 'unknown' ? null : status === 'passed';
}
