import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Clock, ClockReading } from '../clock';
import { answering } from './answer';
import { given } from '../../engine/given';
import { control, CONTROL_PATH } from './control';
import { foreignCaller } from './foreign-caller';
import { DarkRegions, type Fate } from './dark-regions';
import { renderError } from './errors';
import { faultAnswer, Faults, type FaultKind } from './faults';
import { readRequest } from './request';
import type { RequestLog, RequestRecord } from './request-log';
import { Throttling } from './throttling';
import type { Forward, Gate, LocalService, ServiceRequest, ServiceResponse } from './service';

export interface GatewayProps {
  readonly services: readonly LocalService[];
  readonly forward: Forward;
  readonly clock: Clock;
  readonly reading: ClockReading;
  readonly log: RequestLog;
  /** Whether the quotas of the real services hold from the start. */
  readonly throttle: boolean;
  /** What refuses calls for want of rights; undefined: IAM is not enforced. */
  readonly gate?: Gate | undefined;
}

/** The door of the local cloud: AWS clients talk to it as to AWS itself. */
export function createGateway(props: GatewayProps): Server {
  const { services, forward, clock, reading, log, throttle, gate } = props;
  const dark = new DarkRegions();
  const faults = new Faults();

  const throttling = new Throttling(clock, throttle);
  const past = answering({ services, forward, clock, isServed: dark.isServed });
  const toService = gate === undefined ? past : (request: ServiceRequest) => gate.pass(request, past);
  const answer = (request: ServiceRequest): Promise<ServiceResponse> => throttling.pass(request, toService);

  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const request = await readRequest(incoming);
    if (request.path.startsWith(CONTROL_PATH)) {
      const foreign = foreignCaller(incoming.headers);
      if (foreign !== undefined) {
        send(outgoing, { status: 403, headers: { 'content-type': 'text/plain' }, body: foreign });
        return;
      }
      send(
        outgoing,
        control(request, { clock, reading, dark, faults, throttling, log, iam: gate !== undefined }),
      );
      return;
    }
    const time = clock.now();
    const start = performance.now();
    const outcome = await deliver(request, dark.fateOf(request), outgoing, { answer, faults });
    log.add(request, { time, ...outcome, milliseconds: Math.round(performance.now() - start) });
  };

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch((error: unknown) => {
      // A fault of ours must not look like one of AWS's that a client would retry for minutes.
      const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.error(message);
      send(outgoing, {
        status: 501,
        headers: { 'content-type': 'text/plain' },
        body: `local cloud: ${message}`,
      });
    });
  });
  // Clients keep connections longer than Node.js by default, and take a closed one for a fault.
  server.keepAliveTimeout = 120_000;
  return server;
}

type Outcome = Pick<RequestRecord, 'status' | 'denial'>;

const SILENCE: Outcome = { status: 0 };

/** @returns what was sent, for the log */
async function deliver(
  request: ServiceRequest,
  fate: Fate,
  outgoing: ServerResponse,
  { answer, faults }: Delivery,
): Promise<Outcome> {
  switch (fate) {
    case 'refuse':
      outgoing.destroy();
      return SILENCE;
    case 'hang':
      // The client gives up; its connection is closed then, or when the local cloud stops.
      return SILENCE;
    case 'unavailable': {
      const message = `the control plane of ${request.service} in ${request.region} does not answer`;
      const response = renderError(request, { status: 503, code: 'ServiceUnavailable', message });
      send(outgoing, response);
      return { status: response.status };
    }
    case 'serve': {
      const fault = faults.decide(request);
      const response = fault === undefined || fault.after ? await answer(request) : undefined;
      if (fault !== undefined) return { status: sendFault(request, fault.kind, outgoing) };
      if (response === undefined) return SILENCE;
      send(outgoing, response, request.method === 'HEAD');
      return { status: response.status, ...given({ denial: response.denial }) };
    }
  }
}

interface Delivery {
  readonly answer: (request: ServiceRequest) => Promise<ServiceResponse>;
  readonly faults: Faults;
}

/** How long a call hangs that times out, in wall milliseconds: long enough to be one, short enough for a test. */
const HANG = 2_000;

function sendFault(request: ServiceRequest, kind: FaultKind, outgoing: ServerResponse): number {
  if (kind === 'reset' || kind === 'timeout') {
    const end = setTimeout(() => outgoing.destroy(), kind === 'reset' ? 0 : HANG);
    end.unref();
    return 0;
  }
  const response = faultAnswer(request, kind);
  send(outgoing, response);
  return response.status;
}

function send(outgoing: ServerResponse, { status, headers, body }: ServiceResponse, isHead = false): void {
  const content = Buffer.isBuffer(body) ? body : Buffer.from(body);
  // 204 and 304 have no content, and the length of a HEAD is that of the body it stands for.
  const length =
    isHead || status === 204 || status === 304 ? {} : { 'content-length': String(content.length) };
  outgoing.writeHead(status, { ...headers, ...length });
  outgoing.end(isHead ? undefined : content);
}
