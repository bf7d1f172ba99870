import { corrupt, lossFrom } from '../../support/corruption';
import { recover, type Outcome, type Service } from '../../support/service-with-operators';

/** Corrupts the table, and types the command that recovers it unattended. */
export async function declare(
  service: Service,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Outcome> {
  const restorePoint = await corrupt(service);
  const loss = lossFrom(service, restorePoint);
  return recover(
    `run data-corruption --restore-to ${restorePoint} --accept-data-loss ${loss} --users-to-verify 3 --no-plan --json`,
    env,
  );
}
