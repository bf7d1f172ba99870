import { BATCH, LIMITS, SECRETS_PER_REGION, SHARE } from '../secrets';
import { exactly, type Range } from './range';

/** A figure that an estimate rests on, why it is that one, and who says so. */
export interface Assumption {
  /** As the low, likely and high estimate use it: a rate is highest in the low one. */
  readonly value: Range;
  readonly unit: string;
  readonly what: string;
  /** The document that says it, or `ours`: judged by us, not documented by AWS. */
  readonly source: string;
}

const MINUTE = 60;
const OURS = 'ours: no document gives a figure; high is the budget of the step';

function limitOf(operation: string): number {
  return LIMITS.find(({ operations }) => operations.includes(operation))?.perSecond ?? 0;
}

function seconds(what: string, low: number, likely: number, high: number, source = OURS): Assumption {
  return { what, value: { low, likely, high }, unit: 's', source };
}

/** Everything that is assumed, as data. Sections are those of aws-facts.md. */
export const ASSUMPTIONS = {
  'items-per-user': {
    what: 'items of a user: a profile, connections, sync configurations',
    value: { low: 3, likely: 6, high: 10 },
    unit: 'items',
    source: 'system facts, "about 3 to 10 items a user"; aws-facts.md, 4.8',
  },
  'secrets-per-user': {
    what: 'one secret per connection',
    value: { low: 1, likely: 1.8, high: 3 },
    unit: 'secrets',
    source: 'system facts, "Secrets"; connections of a user as the drill generates them (1 to 3, mean 1.8)',
  },
  'bytes-per-item': {
    what: 'size of an item',
    value: exactly(500),
    unit: 'bytes',
    source: 'aws-facts.md, 4.8 (0.5 KB)',
  },
  'peak-requests-per-user': {
    what: 'requests of the busiest second, each one write of up to 1 KB',
    value: exactly(3_000 / 1_000_000),
    unit: '1/s',
    source: 'system facts, "peak 3,000 requests/s" at 1 million users',
  },
  restore: seconds(
    'point-in-time restore: at least 20 minutes at any size, usually less than an hour (95 %), sometimes several hours; not proportional to size',
    20 * MINUTE,
    60 * MINUTE,
    180 * MINUTE,
    'aws-facts.md, 1.19 ("several hours" taken as three)',
  ),
  survey: seconds('about a dozen reads', 5, 15, 2 * MINUTE),
  halt: seconds(
    'an instant AppConfig deployment without bake, tasks that poll every 45 s, and a resource policy, which is asynchronous',
    10,
    60,
    3 * MINUTE,
    'aws-facts.md, 2.1, 2.2, 6.8, 6.14; high is the budget of the step',
  ),
  'halt-proof': seconds(
    "refusals in a row from the workers' role (4, 3 s apart) and a stream that stays silent",
    20,
    60,
    4 * MINUTE,
    'aws-facts.md, 2.2; scripts/recovery/writers; high is the budget of the step',
  ),
  'loss-settled': seconds('arithmetic on recorded facts', 1, 1, MINUTE),
  'restored-settings': seconds(
    'UpdateTable does one kind of change at a time and waits for ACTIVE between them; a policy settles for 15 s',
    60,
    3 * MINUTE,
    10 * MINUTE,
    'aws-facts.md, 1.34, 2.3; high is the budget of the step',
  ),
  'scan-client': {
    what: 'items that one process reads and checks, with at most 8 segments',
    value: { low: 50_000, likely: 25_000, high: 10_000 },
    unit: 'items/s',
    source: 'ours: measure with npm run bench -- validate',
  },
  'scan-units-per-mb': {
    what: 'read units of 1 MB, strongly consistent',
    value: exactly(256),
    unit: 'units',
    source: 'aws-facts.md, 4.2',
  },
  'cold-reads': {
    what: 'reads that a restored on-demand table serves at once',
    value: exactly(12_000),
    unit: 'units/s',
    source: 'aws-facts.md, 4.4',
  },
  'cold-writes': {
    what: 'writes that a restored on-demand table serves at once',
    value: exactly(4_000),
    unit: 'units/s',
    source: 'aws-facts.md, 4.4',
  },
  salvage: seconds(
    'reading the change log twice, and writing back at 1,000 units a second what users wrote since the restore point',
    10,
    2 * MINUTE,
    20 * MINUTE,
    'ours: depends on how much was written since; high is the budget of the step',
  ),
  'change-log': seconds(
    'reading what changed after the restore point, to compare with',
    5,
    60,
    5 * MINUTE,
    'ours: depends on how much was written since',
  ),
  repoint: seconds(
    'an instant AppConfig deployment without bake (AppConfig.AllAtOnce would bake 10 minutes), tasks that poll every 45 s',
    15,
    60,
    5 * MINUTE,
    'aws-facts.md, 6.6, 6.8, 6.14; high is the budget of the step',
  ),
  'live-table-parameter': seconds('one parameter written', 1, 3, MINUTE),
  alarms: seconds('alarms and the dashboard, one call each', 2, 10, 2 * MINUTE),
  'as-user': seconds('50 users read as the service reads them', 5, 20, 5 * MINUTE),
  resume: seconds(
    'policy changes of a table are blocked for 15 s after the last one, then take effect later; workers scale up',
    20,
    90,
    5 * MINUTE,
    'aws-facts.md, 2.2, 2.3; high is the budget of the step',
  ),
  'old-fence': seconds('one refused write', 3, 12, MINUTE),
  adoption: seconds('plans of the next deploy with Terraform', 2 * MINUTE, 8 * MINUTE, 30 * MINUTE),
  'vault-entries': {
    what: "entries of the vault's catalogue and shards that one process reads, opens and checks",
    value: { low: 50_000, likely: 20_000, high: 5_000 },
    unit: 'secrets/s',
    source: 'ours: no document gives a figure',
  },
  'create-secret': {
    what: `CreateSecret, ${limitOf('CreateSecret')} a second in a region, not adjustable; ${SHARE * 100} % of it is asked for, of which 95 % is served in the high estimate`,
    value: {
      low: limitOf('CreateSecret') * SHARE,
      likely: limitOf('CreateSecret') * SHARE,
      high: limitOf('CreateSecret') * SHARE * 0.95,
    },
    unit: 'secrets/s',
    source: 'aws-facts.md, 5.1, 5.2 (50/s from memory: look it up in the quotas of the account)',
  },
  'write-secret': {
    what: `PutSecretValue, ${limitOf('PutSecretValue')} a second in a region, not adjustable; ${SHARE * 100} % of it is asked for`,
    value: exactly(limitOf('PutSecretValue') * SHARE),
    unit: 'secrets/s',
    source: 'aws-facts.md, 5.1 (look it up in the quotas of the account)',
  },
  'read-secrets': {
    what: `BatchGetSecretValue, ${limitOf('BatchGetSecretValue')} a second of ${BATCH} secrets each, not adjustable`,
    value: exactly(limitOf('BatchGetSecretValue') * BATCH * SHARE),
    unit: 'secrets/s',
    source: 'aws-facts.md, 5.1, 5.4',
  },
  'list-secrets': {
    what: `ListSecrets, pages of 100, parts of the list side by side: ${limitOf('ListSecrets')} a second are allowed, of which up to half find nothing or come twice`,
    value: {
      low: limitOf('ListSecrets') * SHARE * 100,
      likely: limitOf('ListSecrets') * SHARE * 85,
      high: limitOf('ListSecrets') * SHARE * 50,
    },
    unit: 'secrets/s',
    source: 'aws-facts.md, 5.1, 5.5; share of the calls: ours',
  },
  'list-lag': seconds(
    'ListSecrets may not show the last five minutes',
    0,
    5 * MINUTE,
    5 * MINUTE,
    'aws-facts.md, 5.5',
  ),
  'renewals-per-day': {
    what: 'times a day that a token is renewed; all of them together at most as often as PutSecretValue allows',
    value: { low: 0.5, likely: 1, high: 8 },
    unit: '1/day',
    source: 'ours: depends on how long access tokens of the providers live, and on how often a user syncs',
  },
  'secrets-per-region': {
    what: 'secrets of a region, unless a quota increase was granted (--quota)',
    value: exactly(SECRETS_PER_REGION),
    unit: 'secrets',
    source: 'aws-facts.md, 5.1, 5.2 (from memory: look it up in the quotas of the account)',
  },
  'region-looked-at': seconds('quotas, key, image, buckets and parameters, one call each', 2, 10, 2 * MINUTE),
  'vault-bytes': {
    what: 'bytes of the vault that one process reads and checks, 8 objects at a time',
    value: { low: 200_000_000, likely: 80_000_000, high: 20_000_000 },
    unit: 'bytes/s',
    source: 'ours: depends on the line between the laptop and the region',
  },
  'stack-deployed': seconds(
    'a whole regional stack; the cache, NAT gateways and endpoints decide; a pilot light is there already',
    MINUTE,
    20 * MINUTE,
    60 * MINUTE,
  ),
  'table-made': seconds('an empty table with its indexes', 10, MINUTE, 10 * MINUTE),
  'provider-secrets': seconds('a value for each provider', 1, 5, 2 * MINUTE),
  'pointers-rewritten': {
    what: 'connections whose credentials are rewritten, one conditional update each',
    value: { low: 4_000, likely: 2_000, high: 1_000 },
    unit: '1/s',
    source: 'aws-facts.md, 4.4 (4,000 units of a new table); ours: what one process reaches',
  },
  'workers-started': seconds(
    'Fargate tasks pull the image, start and pass their checks',
    60,
    3 * MINUTE,
    10 * MINUTE,
  ),
  'traffic-seen': seconds(
    'three looks of the health check, ten seconds apart, and answers that resolvers keep for a minute',
    30,
    90,
    10 * MINUTE,
    'aws-facts.md, 7.8; modules/traffic; high is the budget of the step',
  ),
  'vault-lag': seconds(
    'a round of copies a minute, and the lag of the stream',
    30,
    90,
    5 * MINUTE,
    'ours: scripts/recovery/protection; recover status shows the real one',
  ),
  'caught-up': seconds(
    'what was written while the table was restored, read from its stream',
    30,
    5 * MINUTE,
    30 * MINUTE,
  ),
  'caught-up-last': seconds('the last seconds before the halt', 2, 20, 5 * MINUTE),
  'restore-granularity': seconds('a restore is to a whole second', 1, 1, 1, 'aws-facts.md, 1.8'),
} satisfies Readonly<Record<string, Assumption>>;

export type AssumptionId = keyof typeof ASSUMPTIONS;

export function valueOf(id: AssumptionId): Range {
  return ASSUMPTIONS[id].value;
}
