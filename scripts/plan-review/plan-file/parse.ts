import { stripVTControlCharacters } from 'node:util';
import { planSchema, type PlanDocument } from './schema';
import { stop } from '../../engine/errors';

/** A ZIP archive, which a saved plan is. */
const ZIP = Buffer.from('PK\u0003\u0004', 'latin1');

/**
 * @param bytes what the file holds; may begin with a byte order mark
 * @throws Stop of kind `usage`: PLAN_EMPTY, PLAN_BINARY, PLAN_TEXT, PLAN_EVENTS, PLAN_TRUNCATED, PLAN_NOT_JSON, PLAN_STATE,
 * PLAN_FORMAT_UNSUPPORTED, PLAN_MALFORMED
 */
export function parsePlan(path: string, bytes: Buffer): PlanDocument {
  if (bytes.subarray(0, ZIP.length).equals(ZIP)) {
    throw stop('PLAN_BINARY', { path, why: 'is a saved plan in binary: convert it to JSON first' });
  }
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  const start = text.slice(0, 4096).trimStart();
  if (text.trim() === '') throw stop('PLAN_EMPTY', { path, why: 'is empty' });
  if (!start.startsWith('{')) throw notAJsonObject(path, start);
  if (start.startsWith('{"@level"')) {
    throw stop('PLAN_EVENTS', {
      path,
      why: 'holds the events of `terraform plan -json`, not a plan: save the plan and convert it',
    });
  }
  return check(path, parseJson(path, text) as Record<string, unknown>);
}

function notAJsonObject(path: string, start: string): Error {
  const looksLikeText = /^[\s╷│]*(Terraform|OpenTofu|No changes|Error|Warning|#|\w+.*: Refreshing)/.test(
    stripVTControlCharacters(start),
  );
  return looksLikeText
    ? stop('PLAN_TEXT', { path, why: 'is a plan as text: only its JSON says for certain what will happen' })
    : stop('PLAN_NOT_JSON', { path, why: 'is not JSON' });
}

/** The parser's own message would quote the file, which may hold secrets. */
function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const ended = /end of JSON input|Unterminated/i.test((error as Error).message);
    throw ended || !text.trimEnd().endsWith('}')
      ? stop('PLAN_TRUNCATED', { path, why: 'is cut off: the JSON does not end' })
      : stop('PLAN_NOT_JSON', { path, why: 'begins like JSON but is not' });
  }
}

function check(path: string, { format_version: format, ...rest }: Record<string, unknown>): PlanDocument {
  if (typeof format !== 'string') {
    throw stop('PLAN_MALFORMED', {
      path,
      why: 'is JSON, but no plan of Terraform: format_version is missing',
    });
  }
  if (!/^1\.\d+$/.test(format)) {
    throw stop('PLAN_FORMAT_UNSUPPORTED', {
      path,
      why: `has plan format ${/^[\d.]{1,20}$/.test(format) ? format : 'of an unknown kind'}; 1.x is read`,
    });
  }
  if (!('resource_changes' in rest) && !('planned_values' in rest) && !('configuration' in rest)) {
    throw stop('PLAN_STATE', { path, why: 'is no plan (a state, or the schema of a provider)' });
  }
  // Two thirds of a plan, which nothing here reads: let go before the rest is worked on.
  delete rest.planned_values;
  delete rest.prior_state;
  const parsed = planSchema.safeParse({ format_version: format, ...rest });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw stop('PLAN_MALFORMED', {
    path,
    why: `is no plan that can be read: ${issue?.path.join('.') ?? ''} is not of the format`,
  });
}
