import { Readable } from 'node:stream';
import { HttpResponse } from '@smithy/core/transport';
import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import type { Clock } from '../clock';
import type { DarkRegions } from '../gateway/dark-regions';
import { renderError } from '../gateway/errors';
import { faultAnswer, type Faults } from '../gateway/faults';
import { operationName } from '../gateway/operation-name';
import type { ServiceRequest, ServiceResponse } from '../gateway/service';
import { arrivalOf } from './arrival';

/** One request as the door saw it; never its content. */
export interface DoorRecord {
  /** Cloud time in milliseconds since the epoch. */
  readonly time: number;
  readonly service: string;
  readonly region: string;
  readonly operation: string;
  /** HTTP status, or 0 when nothing was answered. */
  readonly status: number;
}

export interface DoorProps {
  readonly clock: Clock;
  readonly answer: (request: ServiceRequest) => Promise<ServiceResponse>;
  readonly faults: Faults;
  readonly dark: DarkRegions;
  readonly log: DoorRecord[];
  /** Milliseconds of cloud time that pass before a request arrives, and again before its answer does. */
  readonly latency: () => number;
}

/** How long a client waits for an answer (`requestTimeout` of the recovery's clients), in milliseconds of cloud time. */
const PATIENCE = 15_000;

/** Answers one request of an SDK as the gateway would. @throws TimeoutError when nothing is answered; AbortError */
export async function deliver(
  outgoing: HttpRequest,
  { abortSignal }: HttpHandlerOptions,
  props: DoorProps,
): Promise<HttpResponse> {
  const { clock, log, latency } = props;
  const request = arrivalOf(outgoing);
  await pass(clock, latency());
  if (abortSignal?.aborted === true) throw aborted();
  const time = clock.now();
  const outcome = await judge(request, props);
  const { service, region } = request;
  const status = typeof outcome === 'string' ? 0 : outcome.status;
  log.push({ time, service, region, operation: operationName(request), status });
  if (typeof outcome === 'string') {
    await pass(clock, outcome === 'ETIMEDOUT' ? PATIENCE : latency());
    throw Object.assign(new Error(`no answer from ${service} (${outcome})`), {
      name: 'TimeoutError',
      code: outcome,
    });
  }
  await pass(clock, latency());
  return toHttp(outcome, operationName(request) === 'GetObject');
}

type Silence = 'ECONNRESET' | 'ETIMEDOUT';

async function judge(
  request: ServiceRequest,
  { answer, faults, dark }: DoorProps,
): Promise<ServiceResponse | Silence> {
  switch (dark.fateOf(request)) {
    case 'refuse':
      return 'ECONNRESET';
    case 'hang':
      return 'ETIMEDOUT';
    case 'unavailable': {
      const message = `the control plane of ${request.service} in ${request.region} does not answer`;
      return renderError(request, { status: 503, code: 'ServiceUnavailable', message });
    }
    case 'serve': {
      const fault = faults.decide(request);
      if (fault === undefined) return answer(request);
      if (fault.after) await answer(request);
      if (fault.kind === 'timeout') return 'ETIMEDOUT';
      if (fault.kind === 'reset') return 'ECONNRESET';
      return faultAnswer(request, fault.kind);
    }
  }
}

function pass(clock: Clock, milliseconds: number): Promise<void> {
  return milliseconds <= 0
    ? Promise.resolve()
    : new Promise((resolve) => {
        clock.after(milliseconds, resolve);
      });
}

function toHttp({ status, headers, body }: ServiceResponse, isStream: boolean): HttpResponse {
  // A copy: the SDK turns what it gets into an object of its own kind.
  const bytes = Buffer.from(body);
  return new HttpResponse({
    statusCode: status,
    headers: { ...headers },
    body: isStream && status === 200 ? Readable.from([bytes], { objectMode: false }) : bytes,
  });
}

function aborted(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}
