import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PreconditionError } from '../local-cloud/precondition';
import type { Corruption } from './service';
import type { State } from './state';
import type { Status } from './status';

/** What the background process answers to each order, as JSON. */
export interface Answers {
  readonly status: Status;
  readonly corrupt: Corruption;
  readonly 'lose-region': { readonly region: string; readonly recoveryRegion: string };
  readonly 'return-region': { readonly region: string };
}

/** What it does when it is told to. */
export type Orders = { readonly [Name in keyof Answers]: () => Promise<Answers[Name]> };

export interface Control extends Pick<State, 'port' | 'key'> {
  readonly server: Server;
}

/** Listens on a free port of loopback; obeys whoever knows the key. */
export async function serveControl(orders: Orders): Promise<Control> {
  const key = randomBytes(24).toString('base64url');
  const server = createServer((request, response) => {
    const answer = (status: number, content: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content));
    };
    if (!isSame(request.headers.authorization ?? '', `Bearer ${key}`)) {
      answer(403, { code: 'FORBIDDEN', message: 'the key is not the one in the state file' });
      return;
    }
    const order = new Map<string, () => Promise<unknown>>(Object.entries(orders)).get(
      (request.url ?? '').slice(1),
    );
    if (order === undefined) {
      answer(404, { code: 'UNKNOWN', message: `allowed: ${Object.keys(orders).join(', ')}` });
      return;
    }
    order().then(
      (content) => {
        answer(200, content);
      },
      (error: unknown) => {
        const { message, code = 'FAILED' } = error as Error & { code?: string };
        answer(409, { code, message });
      },
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return { server, key, port: (server.address() as AddressInfo).port };
}

/** Tells the background process what to do. @throws PreconditionError with what it answers when it cannot */
export async function order<Name extends keyof Answers>(
  { port, key }: Pick<State, 'port' | 'key'>,
  name: Name,
): Promise<Answers[Name]> {
  const response = await fetch(`http://127.0.0.1:${port}/${name}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
  });
  const content: unknown = await response.json();
  if (response.ok) return content as Answers[Name];
  const { code, message } = content as { readonly code: string; readonly message: string };
  throw new PreconditionError(code, message);
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
