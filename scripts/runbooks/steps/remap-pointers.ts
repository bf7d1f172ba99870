import { keptSecrets } from '../../recovery/rebuild/pointers/kept-secrets';
import { readPointers, remapPointers, type Pointers } from '../../recovery/rebuild/pointers/remap-pointers';
import { Stop } from '../../runbook/stop';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../world';
import { settledSecrets } from './restore-secrets';

export interface RemapPointersProps {
  /** @default the table is loaded, and the secrets are there */
  readonly needs?: readonly string[];
}

export function remapConnectionPointers({
  needs = ['load-table', 'restore-secrets'],
}: RemapPointersProps = {}): RecoveryStep {
  const propsOf = (context: RecoveryContext) => ({
    table: known(context, 'restoredTable'),
    isKept: keptSecrets(actionOf(context)),
    settled: settledSecrets(context),
  });
  return {
    id: 'remap-pointers',
    title: 'Point every connection to its secret in this region',
    why: 'A connection names its token by an ARN, which holds the region and ends in characters of chance: none of a lost region leads anywhere. Each is rewritten to the secret of the same name here.',
    needs,
    budgetMinutes: 20,
    byHand:
      'For each item with SK CONN#...: aws secretsmanager describe-secret with the name syncwell/ENVIRONMENT/users/USER/connections/CONNECTION/token, then aws dynamodb update-item setting CredentialArn to its ARN.',
    proves:
      'a fresh reading of all connections finds none whose secret is in the vault and that does not point to it in this region.',
    check: () => Promise.resolve('to do'),
    async plan(context) {
      const { connections, already } = await readPointers(actionOf(context), propsOf(context));
      return [`rewrite up to ${connections - already} of ${connections} connections`];
    },
    async run(context) {
      const pointers = await remapPointers(actionOf(context), propsOf(context));
      await context.world.keep('pointers.json', pointers);
      await context.record({ pointers: countsOf(pointers) });
    },
    async verify(context) {
      const pointers = await readPointers(actionOf(context), propsOf(context));
      const { dangling } = pointers;
      if (dangling.total === 0) {
        return { ...countsOf(pointers), rewritten: known(context, 'pointers').rewritten ?? 0 };
      }
      await context.world.keep('pointers.json', pointers);
      const named = dangling.keys.slice(0, 5).map(({ PK, SK }) => `${PK} ${SK}`);
      throw new Stop({
        kind: 'verification',
        code: 'POINTERS_DANGLING',
        message: `${dangling.total} of ${pointers.connections} connections do not point to their secret in ${context.world.target.region}: ${named.join('; ')}`,
        next: `npx recover secrets verify --region ${context.world.target.region}`,
      });
    },
  };
}

/** Keys are kept with the incident: there may be thousands. */
function countsOf({ dangling, withoutSecret, ...counts }: Pointers) {
  return { ...counts, dangling: dangling.total, withoutSecret: withoutSecret.total };
}
