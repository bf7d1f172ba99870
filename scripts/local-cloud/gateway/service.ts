import type { Clock } from '../clock';

/** A request as the gateway understood it: the signature's credential scope says service, region and who signed. */
export interface ServiceRequest {
  /** Signing name, for example `appconfig`, `dynamodb`, `elasticache`. */
  readonly service: string;
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  /** `GET`, `POST`, ... */
  readonly method: string;
  /** Decoded segments are the service's business: this is the raw path, without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** The query as it came, for what is sent on: S3's `?versioning` is not `?versioning=`. @default made from query */
  readonly rawQuery?: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** Operation name where the protocol carries it (X-Amz-Target or Action), else undefined. */
  readonly operation: string | undefined;
}

export interface ServiceResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer | string;
  /** Why IAM refused it, for the log of requests; it is not sent. */
  readonly denial?: Denial;
}

/** A call that was refused for want of a right. */
export interface Denial {
  /** ARN of the caller, or what else is known of it. */
  readonly principal: string;
  /** For example `dynamodb:GetItem`; for a call that is not in the map, its name. */
  readonly action: string;
  readonly resource: string;
  /** With what would have allowed it. */
  readonly message: string;
}

/** Sends a request on to moto, unchanged or edited, and gives moto's answer: for services that add to what moto does. */
export type Forward = (request: ServiceRequest) => Promise<ServiceResponse>;

export interface ServiceContext {
  readonly forward: Forward;
  /** The cloud's clock, which may run faster than the wall's. */
  readonly clock: Clock;
  /** Whether a request would be answered where it is meant for: what spans regions does not work with a dark one. */
  readonly isServed: (request: ServiceRequest) => boolean;
}

/**
 * A piece of AWS that moto lacks. The gateway asks each in turn; the first that answers wins, and what none answers
 * goes to moto. State lives in the object, keyed by region.
 */
export interface LocalService {
  readonly name: string;
  /** @returns the answer, or undefined when this request is not its business */
  respond(request: ServiceRequest, context: ServiceContext): Promise<ServiceResponse | undefined>;
}

/** What stands before the services: refuses a call for want of a right, or lets it pass. */
export interface Gate {
  pass(
    request: ServiceRequest,
    next: (request: ServiceRequest) => Promise<ServiceResponse>,
  ): Promise<ServiceResponse>;
}
