import { DescribeKeyCommand, GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import { failed, ok, type Check, type Seen } from '../check';
import { deploy } from '../fixes';
import { once, type ReadinessWorld, type Site } from '../world';

/** The key of each region: without the primary's no restore ends, without the other no region is rebuilt. */
export const KEYS: readonly Check[] = [
  {
    id: 'keys/primary',
    title: "The primary region's key can be used",
    severity: 'critical',
    fix: deploy('foundation-primary'),
    check: (world) => usable(world, world.primary),
  },
  {
    id: 'keys/recovery',
    title: "The recovery region's key can be used",
    severity: 'critical',
    fix: deploy('foundation-recovery'),
    check: (world) => usable(world, world.recovery),
  },
  {
    id: 'keys/primary-rotation',
    title: "The primary region's key is rotated every year",
    severity: 'minor',
    fix: deploy('foundation-primary'),
    check: (world) => rotated(world, world.primary),
  },
  {
    id: 'keys/recovery-rotation',
    title: "The recovery region's key is rotated every year",
    severity: 'minor',
    fix: deploy('foundation-recovery'),
    check: (world) => rotated(world, world.recovery),
  },
];

/** The key that the environment's alias points to. @throws NotFoundException */
export function readKey(world: Pick<ReadinessWorld, 'seen'>, { target, clients }: Site) {
  return once(world, `key ${target.role}`, async () => {
    const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId: target.names.keyAlias }));
    return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '', state: KeyMetadata?.KeyState };
  });
}

async function usable(world: ReadinessWorld, site: Site): Promise<Seen> {
  const { id, state } = await readKey(world, site);
  const { names, region } = site.target;
  if (state === 'Enabled') return ok(`${names.keyAlias} in ${region} is enabled`);
  const found = `${names.keyAlias} in ${region} is ${state ?? 'in no known state'}`;
  return failed(
    found,
    state === 'PendingDeletion'
      ? `aws kms cancel-key-deletion --key-id ${id} --region ${region}`
      : `aws kms enable-key --key-id ${id} --region ${region}`,
  );
}

async function rotated(world: ReadinessWorld, site: Site): Promise<Seen> {
  const { id } = await readKey(world, site);
  const { KeyRotationEnabled } = await site.clients.kms.send(new GetKeyRotationStatusCommand({ KeyId: id }));
  return KeyRotationEnabled === true ? ok('rotation is on') : failed(`rotation of ${id} is off`);
}
