import { Stop } from '../../runbook/stop';
import { inParallel } from '../in-parallel';
import type { Area, Check, Severity } from './check';
import type { ReadinessWorld } from './world';

/** What a check found. */
export interface Finding {
  readonly id: string;
  readonly area: Area;
  readonly title: string;
  readonly severity: Severity;
  /** `unknown`: nobody could say; never taken for well. */
  readonly state: 'ok' | 'warning' | 'failed' | 'unknown';
  readonly found: string;
  /** The command to type; null: nothing is to be done. */
  readonly fix: string | null;
}

/** Checks at the same time. */
const WIDTH = 24;

/** Makes the checks, many at the same time, and gives their findings in the order of the checks. Changes nothing. */
export async function examine(world: ReadinessWorld, checks: readonly Check[]): Promise<Finding[]> {
  const findings = new Map<Check, Finding>();
  await inParallel(checks, WIDTH, async (check) => {
    world.action.signal.throwIfAborted();
    findings.set(check, await examineOne(world, check));
  });
  return checks.flatMap((check) => findings.get(check) ?? []);
}

async function examineOne(world: ReadinessWorld, check: Check): Promise<Finding> {
  const { id, title, severity } = check;
  const about = { id, area: areaOf(check), title, severity };
  const mend = check.fix(world);
  try {
    const { state, found, fix = mend } = await check.check(world);
    return { ...about, state, found, fix: state === 'ok' ? null : fix };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof Stop) {
      return { ...about, state: 'failed', found: error.message, fix: error.next ?? mend };
    }
    const reason = `${error.name}: ${error.message.replaceAll(/\s+/g, ' ').trim()}`;
    if (isAbsent(error)) return { ...about, state: 'failed', found: `is not there (${reason})`, fix: mend };
    const fix = isRefused(error) ? 'aws sts get-caller-identity' : `npx recover doctor --only ${about.area}`;
    return { ...about, state: 'unknown', found: `cannot be seen: ${reason}`, fix };
  }
}

export function areaOf({ id }: Pick<Check, 'id'>): Area {
  return id.split('/')[0] as Area;
}

/** The names by which the services say that something does not exist (their API references, "Errors"). */
function isAbsent({ name }: Error): boolean {
  return /NotFound|NoSuch|NotExist|NonExist/.test(name);
}

function isRefused({ name }: Error): boolean {
  return /AccessDenied|Forbidden|Unauthorized|AuthorizationError|ExpiredToken/.test(name);
}

/** Whether a recovery can be counted on: nothing critical is known to be wrong. */
export function isReady(findings: readonly Finding[]): boolean {
  return !findings.some(({ state, severity }) => state === 'failed' && severity === 'critical');
}
