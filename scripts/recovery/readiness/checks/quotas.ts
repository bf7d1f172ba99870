import { SECRETS_QUOTA } from '../facts';
import { EVERY_MOVE, failed, ok, type Check } from '../model';
import { readQuota, type QuotaName } from '../quota';
import type { Survey } from '../survey';

/** What one task takes, in vCPU (`modules/worker-fleet/task.ts`). */
const TASK_CPUS = 1;
/** One zone each has a NAT gateway with an address of its own (`modules/network`). */
const ZONES = 3;
/** `modules/network/endpoints.ts`. */
const INTERFACE_ENDPOINTS = 12;
/** A restored or imported table starts cold; what a million users read and write at the peak (aws-facts.md, 4.3). */
const PEAK_UNITS = 12_000;

interface Quota extends QuotaName {
  readonly id: string;
  readonly title: string;
  readonly severity: Check['severity'];
  readonly region: 'primary' | 'recovery';
  /** Whether nothing runs without it, so that it is asked for before a move as well. */
  readonly beforeMove: boolean;
  readonly needed: (survey: Pick<Survey, 'settings'>) => number;
}

/** A raise takes hours to days: before, not during (aws-facts.md, section 9, 18). */
const WANTED: readonly Quota[] = [
  {
    id: 'fargate-recovery',
    title: 'The recovery region may run the largest fleet',
    severity: 'critical',
    region: 'recovery',
    service: 'fargate',
    code: 'L-3032A538',
    beforeMove: true,
    needed: ({ settings }) => settings.recovery.fleet.maxTasks * TASK_CPUS,
  },
  {
    id: 'fargate-primary',
    title: 'The primary region may run the largest fleet',
    severity: 'major',
    region: 'primary',
    service: 'fargate',
    code: 'L-3032A538',
    beforeMove: true,
    needed: ({ settings }) => settings.primary.fleet.maxTasks * TASK_CPUS,
  },
  {
    id: 'networks',
    title: 'The recovery region may have one more network',
    severity: 'critical',
    region: 'recovery',
    service: 'vpc',
    code: 'L-F678F1CE',
    beforeMove: true,
    // The one that every region of an account comes with, and ours.
    needed: () => 2,
  },
  {
    id: 'addresses',
    title: 'The recovery region may have an address for the NAT gateway of each zone',
    severity: 'critical',
    region: 'recovery',
    service: 'ec2',
    code: 'L-0263D0A3',
    beforeMove: true,
    needed: () => ZONES,
  },
  {
    id: 'endpoints',
    title: 'The network of the recovery region may have every interface endpoint',
    severity: 'critical',
    region: 'recovery',
    service: 'vpc',
    code: 'L-29B6F2EB',
    beforeMove: true,
    needed: () => INTERFACE_ENDPOINTS,
  },
  {
    id: 'table-reads',
    title: 'A table of the recovery region may serve the reads of the peak',
    severity: 'major',
    region: 'recovery',
    service: 'dynamodb',
    code: 'L-CF0CBE56',
    beforeMove: true,
    needed: ({ settings: { table } }) =>
      table.billing.mode === 'provisioned' ? table.billing.read.max : PEAK_UNITS,
  },
  {
    id: 'table-writes',
    title: 'A table of the recovery region may take the writes of the peak and of a rebuild',
    severity: 'major',
    region: 'recovery',
    service: 'dynamodb',
    code: 'L-AB614373',
    beforeMove: true,
    needed: ({ settings: { table } }) =>
      table.billing.mode === 'provisioned' ? table.billing.write.max : PEAK_UNITS,
  },
  {
    id: 'secrets',
    title: 'The recovery region may hold a secret for each connection of half a million users',
    severity: 'major',
    region: 'recovery',
    ...SECRETS_QUOTA,
    beforeMove: false,
    needed: () => 500_000,
  },
];

/** Whether each quota of a region is high enough. */
export const QUOTAS: readonly Check[] = WANTED.map((quota): Check => {
  const { id, title, severity, region, service, code, beforeMove, needed } = quota;
  return {
    id: `quotas/${id}`,
    title,
    severity,
    moments: beforeMove ? ['doctor', ...EVERY_MOVE] : ['doctor'],
    region,
    mend: (survey) =>
      `aws service-quotas request-service-quota-increase --service-code ${service} --quota-code ${code} --desired-value ${needed(survey)} --region ${survey.settings[region].region}`,
    async look(survey) {
      const value = await readQuota(survey[region].clients.quotas, quota);
      const found = `${value} allowed, ${needed(survey)} needed`;
      return value >= needed(survey) ? ok(found) : failed(found);
    },
  };
});
