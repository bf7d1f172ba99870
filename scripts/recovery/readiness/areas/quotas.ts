import { GetAWSDefaultServiceQuotaCommand, GetServiceQuotaCommand } from '@aws-sdk/client-service-quotas';
import { failed, ok, type Check } from '../check';
import type { ReadinessWorld, Site } from '../world';

/** What one task takes, in vCPU (`modules/worker-fleet/task.ts`). */
const TASK_CPUS = 1;
/** One zone each has a NAT gateway with an address of its own (`modules/network`). */
const ZONES = 3;
/** `modules/network/endpoints.ts`. */
const INTERFACE_ENDPOINTS = 12;
/** A restored or imported table starts cold; what a million users read and write at the peak (aws-facts.md, 4.3). */
const PEAK_UNITS = 12_000;

/** "Secrets in a Region". */
const SECRETS_QUOTA = 'L-2F66C23C';

interface Quota {
  readonly id: string;
  readonly title: string;
  readonly severity: Check['severity'];
  readonly site: 'primary' | 'recovery';
  /** As Service Quotas names them. */
  readonly service: string;
  readonly code: string;
  readonly needed: (world: Pick<ReadinessWorld, 'settings'>) => number;
}

/** A raise takes hours to days: before, not during (aws-facts.md, section 9, 18). */
const WANTED: readonly Quota[] = [
  {
    id: 'fargate-recovery',
    title: 'The recovery region may run the largest fleet',
    severity: 'critical',
    site: 'recovery',
    service: 'fargate',
    code: 'L-3032A538',
    needed: ({ settings }) => settings.recovery.fleet.maxTasks * TASK_CPUS,
  },
  {
    id: 'fargate-primary',
    title: 'The primary region may run the largest fleet',
    severity: 'major',
    site: 'primary',
    service: 'fargate',
    code: 'L-3032A538',
    needed: ({ settings }) => settings.primary.fleet.maxTasks * TASK_CPUS,
  },
  {
    id: 'networks',
    title: 'The recovery region may have one more network',
    severity: 'critical',
    site: 'recovery',
    service: 'vpc',
    code: 'L-F678F1CE',
    // The one that every region of an account comes with, and ours.
    needed: () => 2,
  },
  {
    id: 'addresses',
    title: 'The recovery region may have an address for the NAT gateway of each zone',
    severity: 'critical',
    site: 'recovery',
    service: 'ec2',
    code: 'L-0263D0A3',
    needed: () => ZONES,
  },
  {
    id: 'endpoints',
    title: 'The network of the recovery region may have every interface endpoint',
    severity: 'critical',
    site: 'recovery',
    service: 'vpc',
    code: 'L-29B6F2EB',
    needed: () => INTERFACE_ENDPOINTS,
  },
  {
    id: 'table-reads',
    title: 'A table of the recovery region may serve the reads of the peak',
    severity: 'major',
    site: 'recovery',
    service: 'dynamodb',
    code: 'L-CF0CBE56',
    needed: ({ settings: { table } }) =>
      table.billing.mode === 'provisioned' ? table.billing.read.max : PEAK_UNITS,
  },
  {
    id: 'table-writes',
    title: 'A table of the recovery region may take the writes of the peak and of a rebuild',
    severity: 'major',
    site: 'recovery',
    service: 'dynamodb',
    code: 'L-AB614373',
    needed: ({ settings: { table } }) =>
      table.billing.mode === 'provisioned' ? table.billing.write.max : PEAK_UNITS,
  },
  {
    id: 'secrets',
    title: 'The recovery region may hold a secret for each connection of half a million users',
    severity: 'major',
    site: 'recovery',
    service: 'secretsmanager',
    code: SECRETS_QUOTA,
    needed: () => 500_000,
  },
];

/** Service Quotas says what was raised; what never was has AWS's default (aws-facts.md, 7.4). */
export const QUOTAS: readonly Check[] = WANTED.map((quota): Check => {
  const { id, title, severity, site, service, code, needed } = quota;
  return {
    id: `quotas/${id}`,
    title,
    severity,
    fix: (world) =>
      `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${needed(world)} --region ${world.settings[site].region}`,
    async check(world) {
      const value = await readQuota(world[site], quota);
      const found = `${value} allowed, ${needed(world)} needed`;
      return value >= needed(world) ? ok(found) : failed(found);
    },
  };
});

/** Secrets that a region may hold. @throws what Service Quotas says, where it does not answer */
export function readSecretsQuota(clients: Pick<Site['clients'], 'quotas'>): Promise<number> {
  return readQuota({ clients }, { service: 'secretsmanager', code: SECRETS_QUOTA });
}

async function readQuota(
  { clients: { quotas } }: { readonly clients: Pick<Site['clients'], 'quotas'> },
  { service: ServiceCode, code: QuotaCode }: Pick<Quota, 'service' | 'code'>,
): Promise<number> {
  const raised = await quotas
    .send(new GetServiceQuotaCommand({ ServiceCode, QuotaCode }))
    .catch((error: unknown) => {
      if ((error as Error).name !== 'NoSuchResourceException') throw error;
      return undefined;
    });
  const { Quota } =
    raised ?? (await quotas.send(new GetAWSDefaultServiceQuotaCommand({ ServiceCode, QuotaCode })));
  if (Quota?.Value === undefined)
    throw new Error(`Service Quotas gave no value for ${ServiceCode} ${QuotaCode}`);
  return Quota.Value;
}
