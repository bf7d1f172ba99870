import { renderError } from '../../gateway/errors';
import { operationName } from '../../gateway/operation-name';
import type { ServiceRequest, ServiceResponse } from '../../gateway/service';
import type { Json } from '../../services/support/json';

export interface RefusalDetails {
  /** HTTP status. @default 400 */
  readonly status?: number;
  /** What a JSON error carries beside its message. @default nothing */
  readonly content?: Json;
}

/** An error of a service. */
export class Refusal extends Error {
  readonly status: number;
  readonly content: Json;

  constructor(
    readonly code: string,
    message: string,
    { status = 400, content = {} }: RefusalDetails = {},
  ) {
    super(message);
    this.status = status;
    this.content = content;
  }

  /** The same answer as over the wire for what is not known. @param detail for example ` with IndexName` */
  static notImplemented(request: ServiceRequest, detail = ''): Refusal {
    return new Refusal(
      'NotImplemented',
      `the local cloud does not implement ${request.service} ${operationName(request)}${detail}`,
      { status: 501 },
    );
  }
}

/** The error in the shape of the request's protocol. */
export function refuse(
  request: ServiceRequest,
  { status, code, message, content }: Refusal,
): ServiceResponse {
  const response = renderError(request, { status, code, message });
  if (Object.keys(content).length === 0) return response;
  return {
    ...response,
    body: JSON.stringify({ ...(JSON.parse(response.body.toString()) as Json), ...content }),
  };
}
