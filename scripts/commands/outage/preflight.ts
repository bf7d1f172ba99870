import { moveTo, preflight, requireReady, type Readiness } from '../../recovery/readiness';
import type { SourceClass } from '../../recovery/rebuild/source';
import { actionOf, infrastructureOf, type Operation } from '../support/operation';

export interface AheadProps {
  readonly source?: SourceClass | undefined;
  /** Whether the stack of the region is planned, too. */
  readonly plan: boolean;
}

/** Everything that would stop a rebuild, or a move, where the operation works. Changes nothing. */
export function lookAhead(operation: Operation, { source: wanted, plan }: AheadProps): Promise<Readiness> {
  const { connection, env, source } = operation;
  const infrastructure = infrastructureOf(operation);
  const action = actionOf(operation);
  const parameters = { wanted, source, plan };
  return preflight(action, moveTo(action, source), { connection, infrastructure, env, ...parameters });
}

/**
 * Before anything is declared: whatever would stop the run stops it now, with nothing changed.
 *
 * @throws Stop NOT_READY (precondition)
 */
export async function requireAhead(
  operation: Operation,
  props: AheadProps,
): Promise<Pick<Readiness, 'secretsQuota'>> {
  operation.output.say('looking at everything that would stop the run');
  const { checks, secretsQuota } = await lookAhead(operation, props);
  for (const { check, result, detail } of checks) {
    if (result === 'warning') operation.output.say(`warning: ${check}: ${detail}`);
  }
  requireReady(checks);
  return { secretsQuota };
}
