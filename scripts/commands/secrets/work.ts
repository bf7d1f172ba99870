import type { RegionKind } from '../../../settings/regions';
import type { VaultRegions } from '../../recovery/vault';
import { connectSecrets, type SecretsAction } from '../../recovery/vault/secrets';
import type { Target } from '../../recovery/aws/target';
import { actionOf, operate, type Call, type CommonInput, type Operation } from '../support/operation';

export interface SecretsWork<Result> {
  /** The region that is worked in unless the operator names one. @default the serving one */
  readonly usual?: RegionKind;
  readonly regions: (target: Target) => VaultRegions;
  readonly work: (action: SecretsAction, operation: Operation) => Promise<Result>;
}

/** Milliseconds between two lines of progress: a restore of all secrets takes hours. */
const BETWEEN_LINES = 10_000;

/** Connects to one region's secrets and to a vault, and works with them. */
export function withSecrets<Result>(
  call: Call,
  input: CommonInput,
  { usual, regions, work }: SecretsWork<Result>,
): Promise<Result> {
  return operate(
    call,
    input,
    async (operation) => {
      const action = actionOf(operation);
      let next = 0;
      const secrets = connectSecrets(
        {
          ...action,
          progress(text, fraction) {
            if (fraction !== 1 && action.clock.now() < next) return;
            next = action.clock.now() + BETWEEN_LINES;
            action.progress(text, fraction);
          },
        },
        regions(action.target),
        operation.connecting,
      );
      try {
        return await work(secrets, operation);
      } finally {
        secrets.destroy();
      }
    },
    usual,
  );
}

/** The first of many names, for people. */
export function someOf(names: readonly string[], what: string): string[] {
  if (names.length === 0) return [];
  const most = 20;
  const more = names.length > most ? [`  ... and ${names.length - most} more; --json names all`] : [];
  return [`${names.length} ${what}:`, ...names.slice(0, most).map((name) => `  ${name}`), ...more];
}
