import type { Clients } from '../../../scripts/recovery/aws/clients';

/** A call and what it is about. */
export type NamedCall = readonly [what: string, call: (clients: Clients) => Promise<unknown>];

/** What came of a call, with whatever differs from one cloud to the next taken out. */
export async function outcomeOf([, call]: NamedCall, clients: Clients): Promise<unknown> {
  try {
    return plain(await call(clients));
  } catch (error) {
    const { name, $metadata, CancellationReasons, Item } = error as {
      name: string;
      $metadata?: { httpStatusCode?: number };
      CancellationReasons?: { Code?: string }[];
      Item?: unknown;
    };
    return plain({
      error: name,
      status: $metadata?.httpStatusCode,
      reasons: CancellationReasons?.map(({ Code }) => Code),
      Item,
    });
  }
}

/** Fields that moto has and recovery never reads, or the other way round. */
const LEFT_OUT = new Set([
  '$metadata',
  'ConsumedCapacity',
  'ItemCollectionMetrics',
  'WarmThroughput',
  'TableId',
  'ItemCount',
  'PackedPolicySize',
  'NumberOfDecreasesToday',
  'RoleARN',
]);
/** Made up anew each time. */
const MADE_UP = new Set(['AccessKeyId', 'SecretAccessKey', 'SessionToken', 'AssumedRoleId', 'VersionId']);

function plain(value: unknown): unknown {
  if (value instanceof Date) return 'a time';
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === 'string') return value.replaceAll(PARTS, '(made up)');
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name, content]) => !LEFT_OUT.has(name) && !isNothing(content))
      .map(([name, content]) => [name, MADE_UP.has(name) ? '(made up)' : plain(content)]),
  );
}

/** Ids in ARNs: UUIDs, moto's 36 letters of a scalable target, a stream's time, a secret's six letters. */
const PARTS =
  /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=scalable-target\/)\w+|\d{4}-\d\d-\d\dT[\d:.]+|(?<=token)-\w{6}$/g;

function isNothing(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0);
}
