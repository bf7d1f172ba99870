import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import type { Forward, ServiceRequest, ServiceResponse } from './service';

/** Headers that belong to one connection and must not travel on. */
const HOP_BY_HOP = new Set(['connection', 'keep-alive', 'transfer-encoding', 'content-length', 'expect']);

/** Sends requests to moto as they came, but for what belongs to the connection. @param port of moto on loopback */
export function forwardTo(port: number): { forward: Forward; close: () => void } {
  const agent = new Agent({ keepAlive: true });
  const forward: Forward = (request) =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          agent,
          host: '127.0.0.1',
          port,
          method: request.method,
          path: pathOf(request),
          headers: headersOf(request),
        },
        (answer) => {
          readAnswer(answer, request.method === 'HEAD').then(resolve, reject);
        },
      );
      outgoing.once('error', reject);
      outgoing.end(request.body);
    });
  return {
    forward,
    close: () => {
      agent.destroy();
    },
  };
}

function pathOf({ path, query, rawQuery }: ServiceRequest): string {
  const search = rawQuery ?? query.toString();
  return search === '' ? path : `${path}?${search}`;
}

function headersOf({ headers, body }: ServiceRequest): Record<string, string> {
  const kept = Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name));
  return { ...Object.fromEntries(kept), 'content-length': String(body.length) };
}

async function readAnswer(answer: IncomingMessage, isHead: boolean): Promise<ServiceResponse> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(
    Object.entries(answer.headers)
      // The length is set anew from the body, but a HEAD has none and its length is the answer.
      .filter(([name]) => !HOP_BY_HOP.has(name) || (isHead && name === 'content-length'))
      .map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : (value ?? '')]),
  );
  return { status: answer.statusCode ?? 502, headers, body: Buffer.concat(chunks) };
}
