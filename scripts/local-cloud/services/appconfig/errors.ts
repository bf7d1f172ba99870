import type { ServiceResponse } from '../../gateway/service';

/** An error of a REST-JSON service, in the shape that the service's model gives it. */
export class ServiceError extends Error {
  constructor(
    readonly status: number,
    readonly type: string,
    message: string,
    /** Members of the error shape beside Message. */
    readonly members: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
    this.name = type;
  }

  toResponse(): ServiceResponse {
    return {
      status: this.status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': this.type },
      body: JSON.stringify({ Message: this.message, ...this.members }),
    };
  }
}

export const badRequest = (message: string, members?: Record<string, unknown>) =>
  new ServiceError(400, 'BadRequestException', message, members);

export const conflict = (message: string) => new ServiceError(409, 'ConflictException', message);

/** AWS gives this one an HTTP status of its own: 402. */
export const quotaExceeded = (message: string) =>
  new ServiceError(402, 'ServiceQuotaExceededException', message);

export const notFound = (kind: string, name: string) =>
  new ServiceError(404, 'ResourceNotFoundException', `${kind} ${name} could not be found`, {
    ResourceName: name,
  });

/** For what this stand-in leaves out: as the gateway says it, with a status that no SDK retries. */
export const notImplemented = (what: string) =>
  new ServiceError(501, 'NotImplemented', `the local cloud does not implement appconfig ${what}`);
