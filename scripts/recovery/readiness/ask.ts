import { Stop } from '../../engine/stop';
import { inParallel } from '../aws/in-parallel';
import { becomeOperator } from './mends';
import { areaOf, type Check, type Finding } from './model';
import { isOperator, type Survey } from './survey';

/** Checks at the same time. */
const WIDTH = 24;

/** Asks checks, many at the same time, and gives their findings in the order of the checks. Changes nothing. */
export async function ask(survey: Survey, checks: readonly Check[]): Promise<Finding[]> {
  const findings = new Map<Check, Finding>();
  await inParallel(checks, WIDTH, async (check) => {
    survey.action.signal.throwIfAborted();
    findings.set(check, await askOne(survey, check));
  });
  return checks.flatMap((check) => findings.get(check) ?? []);
}

async function askOne(survey: Survey, check: Check): Promise<Finding> {
  const { id, title, severity } = check;
  const about = { id, area: areaOf(check), title, severity };
  const seen = { ...about, unseenBecause: null };
  const ofCheck = check.mend(survey);
  try {
    const { state, found, mend = ofCheck } = await check.look(survey);
    return { ...seen, state, found, mend: state === 'ok' ? null : mend };
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    if (error instanceof Stop) {
      return { ...seen, state: 'failed', found: error.message, mend: error.next ?? ofCheck };
    }
    const reason = `${error.name}: ${error.message.replaceAll(/\s+/g, ' ').trim()}`;
    if (isAbsent(error))
      return { ...seen, state: 'failed', found: `is not there (${reason})`, mend: ofCheck };
    const unseen = { ...about, unseenBecause: error.name };
    if (check.operatorOnly === true && isDenied(error) && !isOperator(survey)) {
      const found = `only the operator may see it: ${reason}`;
      return { ...unseen, state: 'operator-only', found, mend: becomeOperator(survey) };
    }
    const isAboutCaller = isDenied(error) || error.name.startsWith('ExpiredToken');
    const mend = isAboutCaller ? 'aws sts get-caller-identity' : `npx recover doctor --only ${about.area}`;
    return { ...unseen, state: 'unknown', found: `cannot be seen: ${reason}`, mend };
  }
}

/** The names by which the services say that something does not exist (their API references, "Errors"). */
function isAbsent({ name }: Error): boolean {
  return /NotFound|NoSuch|NotExist|NonExist/.test(name);
}

function isDenied({ name }: Error): boolean {
  return /AccessDenied|Forbidden|Unauthorized|AuthorizationError/.test(name);
}
