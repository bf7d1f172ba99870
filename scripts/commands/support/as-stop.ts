import { ZodError } from 'zod';
import { SettingsError } from '../../../settings';
import { retell, stop } from '../../engine/errors';
import { Interrupted, Stop } from '../../engine/stop';
import { PreconditionError } from '../../local-cloud/precondition';
import { classify, type Surroundings } from '../../recovery/aws/surroundings';
import { UsageError } from './usage-error';

/** Any error as one of the registry: what is not known is a bug of the tool. @param command that was typed */
export function asStop(
  error: unknown,
  { command, ...surroundings }: Surroundings & { readonly command?: string | undefined } = {},
): Stop {
  const { incident } = surroundings;
  if (error instanceof Stop) return error;
  if (error instanceof UsageError) {
    const { message } = error;
    return stop('USAGE', {
      message,
      ...(command === undefined ? {} : { next: `npx recover ${command} --help` }),
    });
  }
  if (error instanceof SettingsError) return stop('SETTINGS_INVALID', error);
  if (error instanceof PreconditionError) {
    const { code, message, next = null } = error;
    return retell({ code, message, next });
  }
  if (error instanceof ZodError)
    return stop('PARAMETER_INVALID', {
      problems: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`),
    });
  if (error instanceof Interrupted) return stop('INTERRUPTED', { incident });
  return classify(error, surroundings) ?? stop('FAILED', { error: textOf(error), incident });
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.name === 'Error' ? error.message : `${error.name}: ${error.message}`;
}
