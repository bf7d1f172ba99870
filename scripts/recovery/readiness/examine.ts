import { Stop } from '../../engine/stop';
import { inParallel } from '../aws/in-parallel';
import type { Area, Check, Severity } from './check';
import { becomeOperator } from './fixes';
import { isOperator, type ReadinessWorld } from './world';

/** What a check found. */
export interface Finding {
  readonly id: string;
  readonly area: Area;
  readonly title: string;
  readonly severity: Severity;
  /**
   * `unknown`: nobody could say; never taken for well. `operator-only`: denied to this caller, who is not the operator,
   * as it should be; known to the operator alone.
   */
  readonly state: 'ok' | 'warning' | 'failed' | 'unknown' | 'operator-only';
  readonly found: string;
  /** Name of the error because of which nothing was seen; null: something was. */
  readonly unseenBecause: string | null;
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
  const seen = { ...about, unseenBecause: null };
  const mend = check.fix(world);
  try {
    const { state, found, fix = mend } = await check.check(world);
    return { ...seen, state, found, fix: state === 'ok' ? null : fix };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof Stop) {
      return { ...seen, state: 'failed', found: error.message, fix: error.next ?? mend };
    }
    const reason = `${error.name}: ${error.message.replaceAll(/\s+/g, ' ').trim()}`;
    if (isAbsent(error)) return { ...seen, state: 'failed', found: `is not there (${reason})`, fix: mend };
    const unseen = { ...about, unseenBecause: error.name };
    if (check.operatorOnly === true && isDenied(error) && !isOperator(world)) {
      const found = `only the operator may see it: ${reason}`;
      return { ...unseen, state: 'operator-only', found, fix: becomeOperator(world) };
    }
    const isAboutCaller = isDenied(error) || error.name.startsWith('ExpiredToken');
    const fix = isAboutCaller ? 'aws sts get-caller-identity' : `npx recover doctor --only ${about.area}`;
    return { ...unseen, state: 'unknown', found: `cannot be seen: ${reason}`, fix };
  }
}

export function areaOf({ id }: Pick<Check, 'id'>): Area {
  return id.split('/')[0] as Area;
}

/** The names by which the services say that something does not exist (their API references, "Errors"). */
function isAbsent({ name }: Error): boolean {
  return /NotFound|NoSuch|NotExist|NonExist/.test(name);
}

function isDenied({ name }: Error): boolean {
  return /AccessDenied|Forbidden|Unauthorized|AuthorizationError/.test(name);
}
