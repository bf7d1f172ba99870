import { Stop } from '../../engine/stop';

/** How a plan is turned into what is read here. */
const SHOW = 'terraform show -json plan.tfplan > plan.json';

/**
 * A file that is no plan, told in one line. Never with a piece of the file: it may hold secrets.
 *
 * @param code stable, for programs: `PLAN_EMPTY`, `PLAN_TRUNCATED`, ...
 */
export function notAPlan(code: string, path: string, why: string): Stop {
  return new Stop({ kind: 'usage', code, message: `${path}: ${why}`, next: SHOW });
}
