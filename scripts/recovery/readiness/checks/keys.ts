import { DescribeKeyCommand, GetKeyRotationStatusCommand } from '@aws-sdk/client-kms';
import { deploy } from '../mends';
import { EVERY_MOVE, failed, ok, type Check, type Seen } from '../model';
import { once, type RegionSurvey, type Survey } from '../survey';

const REGIONS = ['primary', 'recovery'] as const;

/** The key of each region: without the primary's no restore ends, without the other no region is rebuilt. */
export const KEYS: readonly Check[] = [
  ...REGIONS.map((region): Check => ({
    id: `keys/${region}`,
    title: `The ${region} region's key can be used`,
    severity: 'critical',
    moments: ['doctor', 'status', 'preflight data-corruption', ...EVERY_MOVE],
    region,
    mend: deploy(`foundation-${region}`),
    look: (survey) => usable(survey, survey[region]),
  })),
  ...REGIONS.map((region): Check => ({
    id: `keys/${region}-rotation`,
    title: `The ${region} region's key is rotated every year`,
    severity: 'minor',
    mend: deploy(`foundation-${region}`),
    look: (survey) => rotated(survey, survey[region]),
  })),
];

/** The key that the environment's alias points to. @throws NotFoundException */
export function readKey(survey: Pick<Survey, 'seen'>, { target, clients }: RegionSurvey) {
  return once(survey, `key ${target.regionKind}`, async () => {
    const { KeyMetadata } = await clients.kms.send(new DescribeKeyCommand({ KeyId: target.names.keyAlias }));
    return { id: KeyMetadata?.KeyId ?? '', arn: KeyMetadata?.Arn ?? '', state: KeyMetadata?.KeyState };
  });
}

async function usable(survey: Survey, where: RegionSurvey): Promise<Seen> {
  const { id, state } = await readKey(survey, where);
  const { names, region } = where.target;
  if (state === 'Enabled') return ok(`${names.keyAlias} in ${region} is enabled`);
  const found = `${names.keyAlias} in ${region} is ${state ?? 'in no known state'}`;
  return failed(
    found,
    state === 'PendingDeletion'
      ? `aws kms cancel-key-deletion --key-id ${id} --region ${region}`
      : `aws kms enable-key --key-id ${id} --region ${region}`,
  );
}

async function rotated(survey: Survey, where: RegionSurvey): Promise<Seen> {
  const { id } = await readKey(survey, where);
  const { KeyRotationEnabled } = await where.clients.kms.send(new GetKeyRotationStatusCommand({ KeyId: id }));
  return KeyRotationEnabled === true ? ok('rotation is on') : failed(`rotation of ${id} is off`);
}
