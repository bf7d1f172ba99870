import { isoTime } from '../../engine/clock';
import { stop } from '../../engine/errors';
import type { Action } from '../aws/action';
import { fullPass, type FullPass } from './full-pass';
import { checkSchema, hasOurKeys } from './levels/schema';
import {
  LEVELS,
  type Level,
  type LevelResult,
  type ValidationReport,
  type ValidationRequest,
} from './report';
import { samplePass } from './sample-pass';
import { Validation } from './validation';

const DEFAULT_LEVELS: readonly Level[] = ['L0', 'L1', 'L3', 'L4'];

/**
 * Validates a table level by level (architecture, section 5) in one parallel, rate-limited scan, in memory that grows
 * only with what changed in the source since the restore second. Reads alone, and changes nothing.
 *
 * @throws Stop TABLE_MISSING, RULES_INVALID, TIME_INVALID; what it found is in the report (see `requirePassed`)
 */
export async function validateTable(action: Action, request: ValidationRequest): Promise<ValidationReport> {
  const { table, against, levels = DEFAULT_LEVELS, settingsDifferences = [] } = request;
  if (against !== undefined) requireTime(against.at);
  const wanted = new Set(levels);
  const validation = new Validation(action, request);
  const description = await validation.describeTable();
  const source = against && (await validation.describe(against.source));
  const { names, region } = action.target;
  const results: LevelResult[] = wanted.has('L0')
    ? [checkSchema({ names, region, table: description, source, settingsDifferences })]
    : [];
  const rest = LEVELS.filter((level) => level !== 'L0' && wanted.has(level));
  const readable = description.TableStatus === 'ACTIVE' && hasOurKeys(description);
  if (!readable) {
    const summary = `items cannot be read by key: ${table} is ${description.TableStatus ?? 'in no state'}`;
    results.push(...rest.map((level): LevelResult => ({ level, status: 'unknown', summary })));
  }
  const sample = readable && wanted.has('L2') ? await samplePass(validation) : undefined;
  const full =
    readable && rest.some((level) => level !== 'L2') ? await fullPass(validation, wanted) : undefined;
  results.push(...(sample === undefined ? [] : [sample.level]), ...(full?.levels ?? []));
  return reportOf(validation, { results, full, sample });
}

interface Outcome {
  readonly results: readonly LevelResult[];
  readonly full: FullPass | undefined;
  readonly sample: Awaited<ReturnType<typeof samplePass>> | undefined;
}

function reportOf(validation: Validation, { results, full, sample }: Outcome): ValidationReport {
  const { request, findings, thresholds, times, tokens, startedAt } = validation;
  const items = full?.items ?? sample?.items ?? 0;
  const reading = (times.scan ?? 0) + (full === undefined ? (times.sample ?? 0) : 0);
  return {
    table: request.table,
    at: isoTime(startedAt),
    against: request.against ?? null,
    levels: LEVELS.map(
      (level) =>
        results.find((result) => result.level === level) ?? {
          level,
          status: 'skipped',
          summary: 'not asked for',
        },
    ),
    counts: Object.fromEntries(full?.counts ?? sample?.counts ?? []),
    items,
    digest: full?.digest ?? null,
    badKeys: findings.listed,
    badTotal: findings.total,
    toleratedAtCut: full?.toleratedAtCut ?? 0,
    thresholds,
    confidence: sample?.confidence ?? null,
    durations: times,
    itemsPerSecond: reading > 0 ? Math.round((items / reading) * 1000) : 0,
    consumedUnits: tokens.spent,
  };
}

function requireTime(at: string): void {
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(at) && !Number.isNaN(Date.parse(at))) return;
  throw stop('TIME_INVALID', { at });
}
