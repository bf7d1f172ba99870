import type { TableDescription } from '@aws-sdk/client-dynamodb';
import type { Json } from '../../../engine/json';
import type { Action, RegionClients } from '../../aws/action';

/** The table that a setting is read from or put on. */
export interface Subject {
  readonly name: string;
  readonly arn: string;
  readonly description: TableDescription;
}

/** What fits into a journal. */
export type JsonObject = Readonly<Record<string, Json>>;

/** All settings of a table. */
export interface TableSettings extends JsonObject {
  readonly tableArn: string;
  /** By the setting's id. What could not be read is `{ unavailable: reason }`. */
  readonly values: Readonly<Record<string, Json>>;
  /** Fields of the table's description that this tool does not know: it cannot say whether they were carried over. */
  readonly unknown: readonly string[];
}

export interface SettingChange<Value extends Json> {
  readonly subject: Subject;
  readonly wanted: Value;
  readonly actual: Value;
  /** Everything that is wanted, for settings that go together. */
  readonly whole: TableSettings;
}

/**
 * One setting that a restore leaves behind, or may get wrong.
 *
 * Values are such that equal settings of two tables are equal values: without the table's own name and ARN.
 */
export interface Setting<Value extends Json = Json> {
  readonly id: string;
  read(action: Pick<Action, 'clients'>, subject: Subject): Promise<Value> | Value;
  /**
   * Sets what differs. @returns whether anything was set: what is surplus is left, and reported by the comparison
   * @default it is compared only
   */
  put?(action: RegionClients, change: SettingChange<Value>): Promise<boolean>;
  /** Fixed when a table is made: a difference means that the wrong table was restored. @default false */
  readonly fixed?: boolean;
  /** Milliseconds that AWS may take until it is so. @default half an hour */
  readonly patience?: number;
  /** @default the values are equal, whatever the order of their keys */
  same?(wanted: Value, actual: Value, whole: Pair): boolean;
}

export interface Pair {
  readonly wanted: TableSettings;
  readonly actual: TableSettings;
}

/** A name or ARN of the table itself, in values of settings. */
export const THIS_TABLE = '<table>';

/** @returns the text with a table's name or ARN replaced, but not where a longer name merely starts with it */
export function replaceName(text: string, from: string, to: string): string {
  const escaped = from.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return text.replaceAll(new RegExp(`(?<![A-Za-z0-9_.-])${escaped}(?![A-Za-z0-9_.-])`, 'g'), () => to);
}

/** Plain JSON of an answer: what is undefined is left out. */
export function plain(value: unknown): Json {
  return JSON.parse(JSON.stringify(value ?? null)) as Json;
}

/** Indexes of a table, in the order of their names. */
export function byName<Index extends { IndexName?: string | undefined }>(
  indexes: readonly Index[] | undefined,
): [string, Index][] {
  return (indexes ?? [])
    .map((index): [string, Index] => [index.IndexName ?? '', index])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}
