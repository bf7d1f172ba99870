import type { ServiceRequest, ServiceResponse } from '../../gateway/service';
import { jsonAnswer, jsonBody, type Json } from '../../services/support/json';
import { refuse, Refusal } from './refusal';

/** One call of an operation. */
export interface Call {
  readonly body: Json;
  readonly request: ServiceRequest;
  /** Cloud time, milliseconds since the epoch. */
  readonly now: number;
}

export interface Operation {
  /** The fields of the request that are understood; one beyond them is refused, never passed over. */
  readonly fields: ReadonlySet<string>;
  readonly answer: (call: Call) => Json;
}

export type Operations = Readonly<Record<string, Operation>>;

/** @param fields names of the request's fields, apart by spaces @param answer may throw Refusal */
export function operation(fields: string, answer: (call: Call) => Json): Operation {
  return { fields: new Set(fields.split(' ')), answer };
}

/** Answers a call of a service that speaks AWS JSON. */
export function answerJson(request: ServiceRequest, operations: Operations, now: number): ServiceResponse {
  const known = operations[request.operation ?? ''];
  if (known === undefined) return refuse(request, Refusal.notImplemented(request));
  const body = jsonBody(request);
  const strange = Object.keys(body).find((field) => !known.fields.has(field));
  if (strange !== undefined) return refuse(request, Refusal.notImplemented(request, ` with ${strange}`));
  try {
    return jsonAnswer(request, known.answer({ body, request, now }));
  } catch (error) {
    if (error instanceof Refusal) return refuse(request, error);
    throw error;
  }
}
