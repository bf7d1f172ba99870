import { keptSecrets } from '../../../recovery/rebuild/pointers/kept-secrets';
import {
  readPointers,
  remapPointers,
  type Pointers,
  type RemapProps,
} from '../../../recovery/rebuild/pointers/remap-pointers';
import { stop } from '../../../engine/errors';
import { actionOf, known, type RecoveryContext, type RecoveryStep } from '../../world';
import { settledSecrets } from './restore-secrets';

export interface RemapPointersProps {
  /** @default the table is loaded, and the secrets are there */
  readonly needs?: readonly string[];
}

const BY_HAND =
  'For each item with SK CONN#...: aws secretsmanager describe-secret with the name syncwell/ENVIRONMENT/users/USER/connections/CONNECTION/token, then aws dynamodb update-item setting CredentialArn to its ARN.';

/**
 * Before the halt of a move: a table that follows another one is given the pointers that are known by then, and nothing
 * else, so that it is still found equal. A connection that changes later comes with the pointer that it had there.
 */
export function remapMostPointers({ needs }: Required<RemapPointersProps>): RecoveryStep {
  return {
    id: 'remap-most-pointers',
    title: 'Point most connections to their secrets, while the service goes on',
    why: 'Each connection is rewritten by a call of its own, and a million users have more than a million. Done now, it does not lengthen the time without writes. Whatever cannot be pointed yet is left to the step that has the last word.',
    needs,
    budgetMinutes: 20,
    byHand: BY_HAND,
    proves: 'counts of this pass; the proof is a fresh reading of all connections, after the halt.',
    check: ({ facts }) => (facts.mostPointers === undefined ? 'to do' : 'done'),
    plan: planOf,
    async run(context) {
      const pointers = await remapPointers(actionOf(context), { ...propsOf(context), asks: false });
      await context.record({ mostPointers: countsOf(pointers) });
    },
    verify: (context) => known(context, 'mostPointers'),
  };
}

export function remapConnectionPointers({
  needs = ['load-table', 'restore-secrets'],
}: RemapPointersProps = {}): RecoveryStep {
  return {
    id: 'remap-pointers',
    title: 'Point every connection to its secret in this region',
    why: 'A connection names its token by an ARN, which holds the region and ends in characters of chance: none of a lost region leads anywhere. Each is rewritten to the secret of the same name here.',
    needs,
    budgetMinutes: 20,
    byHand: BY_HAND,
    proves:
      'a fresh reading of all connections finds none whose secret is in the vault and that does not point to it in this region.',
    check: () => 'to do',
    plan: planOf,
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
      throw stop('POINTERS_DANGLING', {
        total: dangling.total,
        connections: pointers.connections,
        region: context.world.target.region,
        named,
      });
    },
  };
}

function propsOf(context: RecoveryContext): RemapProps {
  return {
    table: known(context, 'restoredTable'),
    isKept: keptSecrets(actionOf(context)),
    settled: settledSecrets(context),
  };
}

async function planOf(context: RecoveryContext): Promise<readonly string[]> {
  const { connections, already } = await readPointers(actionOf(context), propsOf(context));
  return [`rewrite up to ${connections - already} of ${connections} connections`];
}

/** Keys are kept with the incident: there may be thousands. */
function countsOf({ dangling, withoutSecret, ...counts }: Pointers) {
  return { ...counts, dangling: dangling.total, withoutSecret: withoutSecret.total };
}
