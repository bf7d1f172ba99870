import type { ServiceRequest, ServiceResponse } from './service';

type Json = Record<string, unknown>;

const WRITE_UNIT = 1024;
const READ_UNIT = 4096;

/** The table that a request is about; several count as one, which only makes the quota tighter. */
export function tableOf({ body }: Pick<ServiceRequest, 'body'>): string {
  const { TableName, RequestItems = {}, TransactItems = [] } = JSON.parse(body.toString() || '{}') as Json;
  const names = [
    ...(TableName === undefined ? [] : [TableName]),
    ...Object.keys(RequestItems as object),
    ...(TransactItems as readonly Record<string, Json>[]).flatMap((one) =>
      Object.values(one).map((content) => content.TableName),
    ),
  ];
  return [...new Set(names)].sort().join();
}

/**
 * Units that a call consumes (DynamoDB developer guide, "Read and write operations"): a write one for each started
 * kilobyte of each item, a read one for each started 4 kilobytes and half of it where it may be stale; a transaction
 * twice as many. Sizes are those of the items as JSON, which is more than DynamoDB counts, and a filtered read is
 * charged for what it gives back only.
 */
export function costOf(
  unit: 'writes' | 'reads',
  request: Pick<ServiceRequest, 'body' | 'operation'>,
  response: Pick<ServiceResponse, 'body' | 'status'>,
): number {
  const body = JSON.parse(request.body.toString() || '{}') as Json;
  if (unit === 'writes') return writeUnits(body);
  const size = response.status === 200 ? Buffer.byteLength(response.body) : 0;
  const units = Math.max(1, Math.ceil(size / READ_UNIT));
  if (request.operation === 'TransactGetItems') return units * 2;
  return body.ConsistentRead === true ? units : units / 2;
}

function writeUnits(body: Json): number {
  const size = (value: unknown): number => Math.max(1, Math.ceil(JSON.stringify(value).length / WRITE_UNIT));
  const batches = Object.values((body.RequestItems ?? {}) as Record<string, readonly unknown[]>).flat();
  const transaction = (body.TransactItems ?? []) as readonly unknown[];
  if (batches.length > 0) return batches.reduce<number>((sum, one) => sum + size(one), 0);
  if (transaction.length > 0) return transaction.reduce<number>((sum, one) => sum + 2 * size(one), 0);
  return size(body.Item ?? body.Key ?? {});
}
