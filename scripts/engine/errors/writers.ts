import { cdktf, entry, goOn, some, word } from './entry';
import { INCIDENT, PRIMARY, RESTORED, SECOND, STACK, TABLE, TABLE_ARN } from './examples';

const HALT = 'docs/runbooks/halt-writes.md';

/** Shows the resource policy of a table; the ARN names its region. */
function policyOf(arn: string): string {
  const [, , , region = ''] = arn.split(':');
  return `aws dynamodb get-resource-policy --resource-arn ${word(arn)} --region ${region}`;
}

/** Errors of the write fence and of the workers. */
export const WRITERS = {
  HALT_NOT_IN_PLACE: entry({
    kind: 'verification',
    means: 'The write fence or the pointer does not refuse writes after the halt.',
    page: HALT,
    examples: [{ table: TABLE, incident: INCIDENT }],
    message: ({ table }) =>
      `Writes are not halted: the resource policy of ${table} or the pointer still allows them. Both have to refuse writes.`,
    next: ({ incident }) => goOn(incident),
  }),
  HALT_NOT_PROVEN: entry<
    | { readonly table: string; readonly incident: string }
    | {
        readonly table: string;
        readonly arn: string;
        readonly accepted: readonly string[];
        readonly seconds: number;
      }
  >({
    kind: 'verification',
    means: 'A worker can still write to the table after the halt.',
    page: HALT,
    examples: [
      { table: TABLE, arn: TABLE_ARN, accepted: ['PutItem'], seconds: 120 },
      { table: TABLE, incident: INCIDENT },
    ],
    message: (parameters) =>
      'incident' in parameters
        ? `A worker can still write to ${parameters.table}. The halt is proven when every write is refused.`
        : `The role of the workers can still write to ${parameters.table} ${parameters.seconds} seconds after the halt: ${parameters.accepted.join(', ')}. Allowed is no write.`,
    next: (parameters) => ('incident' in parameters ? goOn(parameters.incident) : policyOf(parameters.arn)),
  }),
  WRITES_STILL_ARRIVE: entry({
    kind: 'verification',
    means: 'Changes arrive in the stream of the table after the halt.',
    page: HALT,
    examples: [{ table: TABLE, arn: TABLE_ARN, late: 3, since: SECOND, last: SECOND, seconds: 30 }],
    message: ({ table, late, since, last, seconds }) =>
      `${late} changes of ${table} since ${since}, the last at ${last}: somebody still writes. Allowed is no change for ${seconds} seconds.`,
    next: ({ arn }) => policyOf(arn),
  }),
  WRITES_STILL_REFUSED: entry<{
    readonly table: string;
    readonly arn: string;
    readonly refused: readonly string[];
    readonly seconds: number;
  }>({
    kind: 'verification',
    means: 'A worker cannot write to the table after writes were switched on again.',
    page: HALT,
    examples: [{ table: TABLE, arn: TABLE_ARN, refused: ['PutItem', 'DeleteItem'], seconds: 120 }],
    message: ({ table, refused, seconds }) =>
      `The role of the workers cannot write to ${table} ${seconds} seconds after the fence was lifted. Refused: ${refused.join(', ')}. Every write has to be accepted.`,
    next: ({ arn }) => policyOf(arn),
  }),
  WRITES_NOT_RESUMED: entry<{
    readonly table: string;
    readonly epoch?: number;
    readonly writesEnabled: boolean;
    readonly incident: string;
  }>({
    kind: 'verification',
    means: 'A worker reads a pointer that does not let it write to the live table.',
    page: HALT,
    examples: [
      { table: TABLE, writesEnabled: false, incident: INCIDENT },
      { table: TABLE, epoch: 4, writesEnabled: true, incident: INCIDENT },
    ],
    message: ({ table, epoch, writesEnabled }) =>
      `Writes are not on again: a worker reads table ${table}${epoch === undefined ? '' : `, epoch ${epoch}`}, writesEnabled ${String(writesEnabled)}.`,
    next: ({ incident }) => goOn(incident),
  }),
  WRITES_RESUMED: entry({
    kind: 'refused',
    means: 'The service writes again, so that the incident cannot be taken back as a whole.',
    page: 'docs/runbooks/undo-rewind.md',
    examples: [
      { table: RESTORED, incident: INCIDENT, inPlace: false },
      { table: TABLE, incident: INCIDENT, inPlace: true },
    ],
    message: ({ table, incident, inPlace }) =>
      inPlace
        ? `The service writes to ${table} again, so that ${incident} cannot be taken back as a whole. The command below brings the corrupted images back, where nothing newer was written.`
        : `The service writes to ${table} again. Taking ${incident} back would lose every write since. To go back all the same, restore that table in a new incident.`,
    next: ({ incident, inPlace }) => (inPlace ? `npx recover rewind --undo ${incident}` : goOn(incident)),
  }),
  OLD_TABLE_WRITABLE: entry({
    kind: 'verification',
    means: 'A worker can still write to the old table.',
    page: HALT,
    examples: [{ table: TABLE }],
    message: ({ table }) =>
      `A worker can still write to ${table}, which is not the live table. Allowed is no write to the old table.`,
    next: ({ table }) => `npx recover halt-writes --table ${word(table)}`,
  }),
  POLICY_CHANGED: entry<{
    readonly table: string;
    readonly revision: string | null;
    readonly incident: string | undefined;
    readonly arn: string;
  }>({
    kind: 'refused',
    means: 'Somebody else changed the resource policy of the table.',
    page: HALT,
    examples: [{ table: TABLE, revision: '1709266500000', incident: INCIDENT, arn: TABLE_ARN }],
    message: ({ table, revision }) =>
      `Somebody else changed the resource policy of ${table} (revision ${revision ?? 'none'}): it is neither the one before the fence nor the one with it. It was not overwritten.`,
    next: ({ incident, arn }) => (incident === undefined ? policyOf(arn) : goOn(incident)),
  }),
  POLICY_LOCKED: entry<{
    readonly table: string;
    readonly seconds: number;
    readonly incident: string | undefined;
    readonly arn: string;
  }>({
    kind: 'failed',
    means: 'DynamoDB accepts no change of the resource policy.',
    page: HALT,
    examples: [{ table: TABLE, seconds: 120, incident: INCIDENT, arn: TABLE_ARN }],
    message: ({ table, seconds }) =>
      `DynamoDB has accepted no change of the resource policy of ${table} for ${seconds} seconds.`,
    next: ({ incident, arn }) => (incident === undefined ? policyOf(arn) : goOn(incident)),
  }),
  POLICY_TOO_LARGE: entry({
    kind: 'precondition',
    means: 'The resource policy of the table leaves no room for the write fence.',
    page: HALT,
    examples: [{ arn: TABLE_ARN, size: 21_000, largest: 20_480 }],
    message: ({ arn, size, largest }) =>
      `With the fence the resource policy of ${arn} would have ${size} bytes. Allowed are ${largest}. Shorten the policy.`,
    next: ({ arn }) => policyOf(arn),
  }),
  WORKER_ROLE_REFUSED: entry({
    kind: 'precondition',
    means: 'The caller may not assume the role of the workers, with which halts are proven.',
    page: 'docs/doctor.md',
    examples: [
      {
        role: 'arn:aws:iam::123456789012:role/syncwell-drill-worker',
        allowed: 'syncwell-drill-recovery-operator',
      },
    ],
    message: ({ role, allowed }) =>
      `This caller may not assume the role of the workers, ${role}. Allowed is ${allowed}.`,
    next: ({ role }) => `aws sts assume-role --role-arn ${word(role)} --role-session-name recover-probe`,
  }),
  WORKERS_MISSING: entry({
    kind: 'precondition',
    means: 'The ECS service of the workers does not exist in the region.',
    page: 'docs/doctor.md',
    examples: [{ cluster: 'syncwell-drill', service: 'worker', region: PRIMARY, stack: STACK }],
    message: ({ cluster, service, region }) =>
      `Cluster ${cluster} in ${region} has no active service ${service}. The stack of the region makes it.`,
    next: ({ stack }) => cdktf('deploy', stack),
  }),
  WORKERS_NOT_STABLE: entry({
    kind: 'verification',
    means: 'The number of running workers is not the one asked for.',
    page: HALT,
    examples: [
      { cluster: 'syncwell-drill', service: 'worker', region: PRIMARY, running: 2, desired: 0, minutes: 10 },
    ],
    message: ({ running, desired, minutes }) =>
      `${running} workers run ${minutes} minutes after ${desired} were asked for.`,
    next: ({ cluster, service, region }) =>
      `aws ecs describe-services --cluster ${cluster} --services ${service} --region ${region}`,
  }),
  WORKERS_NOT_THERE: entry({
    kind: 'verification',
    means: 'ECS asks for fewer workers than the settings name, or their scaling is suspended.',
    page: 'docs/runbooks/regional-outage.md',
    examples: [{ wanted: 3, incident: INCIDENT }],
    message: ({ wanted }) => `ECS asks for fewer than ${wanted} workers, or their scaling is suspended.`,
    next: ({ incident }) => goOn(incident),
  }),
  PILOT_LIGHT_NOT_DIM: entry({
    kind: 'verification',
    means: 'The fleet of the region that was left is not scaled to its pilot light.',
    page: 'docs/runbooks/failback.md',
    examples: [{ region: PRIMARY, incident: INCIDENT }],
    message: ({ region }) => `The fleet of ${region} is not scaled to the pilot light of its settings.`,
    next: ({ incident }) => goOn(incident),
  }),
  ALARMS_NOT_MOVED: entry<{
    readonly alarms: readonly string[];
    readonly table: string;
    readonly incident: string;
  }>({
    kind: 'verification',
    means: 'Alarms still watch the old table.',
    page: 'docs/runbooks/data-corruption.md',
    examples: [{ alarms: ['syncwell-drill-table-throttles'], table: TABLE, incident: INCIDENT }],
    message: ({ alarms, table }) =>
      `${alarms.length} alarms still watch the old table ${table}: ${some(alarms)}.`,
    next: ({ incident }) => goOn(incident),
  }),
};
