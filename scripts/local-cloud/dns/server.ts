import { createSocket, type Socket } from 'node:dgram';
import { decode, encode, type Answer as DnsRecord, type Packet } from 'dns-packet';
import type { Answer } from './answer';
import type { Resolver } from './resolver';

/** How long an answer may be kept, in seconds: what Route 53 says of an alias to an API (developer guide, "Values for alias records"). */
const TIME_TO_LIVE = 60;

// RFC 1035, 4.1.1: response codes and flags.
const NO_SUCH_NAME = 3;
const SERVER_FAILURE = 2;
const RECURSION_DESIRED = 1 << 8;
const RECURSION_AVAILABLE = 1 << 7;

/**
 * Serves DNS on a free UDP port of loopback.
 *
 * @returns the socket, to be closed, and its port
 */
export async function serveDns(
  resolver: Resolver,
): Promise<{ readonly socket: Socket; readonly port: number }> {
  const socket = createSocket('udp4');
  socket.on('message', (message, { port, address }) => {
    void reply(message, resolver).then((answer) => {
      // A message that is no question gets no answer. Whoever asked may be gone by now, and so may the socket.
      if (answer !== undefined) socket.send(answer, port, address, () => undefined);
    });
  });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(0, '127.0.0.1', resolve);
  });
  return { socket, port: socket.address().port };
}

async function reply(message: Buffer, resolver: Resolver): Promise<Buffer | undefined> {
  const query = read(message);
  const [question] = query?.questions ?? [];
  if (query === undefined || question === undefined || query.type === 'response') return undefined;
  const flags = ((query.flags ?? 0) & RECURSION_DESIRED) | RECURSION_AVAILABLE;
  const base = { type: 'response' as const, id: query.id ?? 0, questions: [question] };
  try {
    const { code, answers } = await answer(question, resolver);
    return encode({ ...base, flags: flags | code, answers });
  } catch {
    return encode({ ...base, flags: flags | SERVER_FAILURE });
  }
}

function read(message: Buffer): Packet | undefined {
  try {
    return decode(message);
  } catch {
    return undefined;
  }
}

async function answer(
  { name, type }: { readonly name: string; readonly type: string },
  resolver: Resolver,
): Promise<{ readonly code: number; readonly answers: DnsRecord[] }> {
  const found = await resolver({ name, type });
  if (found.kind === 'no-such-name') return { code: NO_SUCH_NAME, answers: [] };
  const answers = recordsOf(name, found);
  if (found.kind !== 'alias' || type === 'CNAME') return { code: 0, answers };
  // A resolver follows the name that a record stands for.
  const target = await resolver({ name: found.target, type });
  return { code: 0, answers: [...answers, ...recordsOf(found.target, target)] };
}

function recordsOf(name: string, found: Answer): DnsRecord[] {
  if (found.kind === 'alias') return [{ type: 'CNAME', name, ttl: TIME_TO_LIVE, data: found.target }];
  if (found.kind !== 'addresses') return [];
  return found.addresses.map((data) => ({ type: 'A' as const, name, ttl: TIME_TO_LIVE, data }));
}
