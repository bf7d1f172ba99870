import { createWriteStream } from 'node:fs';
import { operationName } from './operation-name';
import type { Denial, ServiceRequest } from './service';

/** One request as the gateway saw it. Never its body: item and secret values stay out of every log. */
export interface RequestRecord {
  /** Cloud time in milliseconds since the epoch. */
  readonly time: number;
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  /** HTTP status, or 0 when nothing was answered. */
  readonly status: number;
  readonly milliseconds: number;
  /** Why IAM refused it; undefined: it did not. */
  readonly denial?: Denial;
}

export interface RequestFilter {
  /** Cloud time in milliseconds; earlier requests are left out. */
  readonly since?: number;
  readonly region?: string;
  readonly service?: string;
  /** Only what IAM refused. @default false */
  readonly denied?: boolean;
}

/** Every request since the start, in memory and as JSON lines in a file. */
export class RequestLog {
  private readonly records: RequestRecord[] = [];
  private readonly stream;

  constructor(file: string) {
    this.stream = createWriteStream(file, { flags: 'a' });
  }

  add(
    request: ServiceRequest,
    outcome: Pick<RequestRecord, 'time' | 'status' | 'milliseconds' | 'denial'>,
  ): void {
    const { service, region } = request;
    const record = { ...outcome, service, region, operation: operationName(request) };
    this.records.push(record);
    this.stream.write(`${JSON.stringify(record)}\n`);
  }

  find({ since = 0, region, service, denied = false }: RequestFilter): RequestRecord[] {
    return this.records.filter(
      (record) =>
        record.time >= since &&
        (region === undefined || record.region === region) &&
        (service === undefined || record.service === service) &&
        (!denied || record.denial !== undefined),
    );
  }

  close(): void {
    this.stream.end();
  }
}
