import { rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createClock } from '../clock';
import { servePublicDns } from '../dns';
import { ObjectWatch } from '../dns/object-watch';
import { answering } from '../gateway/answer';
import { forwardTo } from '../gateway/forward';
import { Principals } from '../gateway/principals';
import { RequestLog } from '../gateway/request-log';
import { createGateway } from '../gateway/server';
import type { createGate } from '../iam/gate';
import { startMoto } from '../moto/start-moto';
import { createServices, type ServicesProps } from '../services';
import { folderOf, writeDescription } from './description';

/** The process that is a local cloud: moto, and the gateway in front of it. Ends on SIGTERM, SIGINT, or with its owner. */
async function serve(): Promise<void> {
  const { values } = parseArgs({
    options: {
      name: { type: 'string', default: 'default' },
      python: { type: 'string', default: 'python3' },
      port: { type: 'string', default: '0' },
      speed: { type: 'string', default: '1' },
      throttle: { type: 'boolean', default: false },
      iam: { type: 'boolean', default: false },
      services: { type: 'string', default: '{}' },
      owned: { type: 'boolean', default: false },
    },
  });
  const { name, python, owned } = values;
  const folder = folderOf(name);
  const moto = await startMoto(python, process.env);
  const { forward: toMoto, close: closeForward } = forwardTo(moto.port);
  const clock = createClock(Number(values.speed));
  const watch = new ObjectWatch(toMoto, clock);
  const { forward } = watch;
  const principals = new Principals();
  const services = createServices(JSON.parse(values.services) as ServicesProps, principals);
  const ask = answering({ services, forward, clock, isServed: () => true });
  const log = new RequestLog(join(folder, 'requests.jsonl'));
  const server = createGateway({
    services,
    forward,
    clock,
    reading: clock.reading,
    log,
    throttle: values.throttle,
    gate: values.iam ? gateOf({ ask, principals, clock }) : undefined,
  });

  const dns = await servePublicDns({
    motoPort: moto.port,
    watch,
    ask,
    clock,
  });

  const end = (status: number): void => {
    server.closeAllConnections();
    dns.close();
    closeForward();
    log.close();
    moto.process.kill();
    rmSync(folder, { recursive: true, force: true });
    process.exit(status);
  };
  process.once('SIGTERM', () => {
    end(0);
  });
  process.once('SIGINT', () => {
    end(0);
  });
  moto.process.once('exit', () => {
    end(1);
  });
  if (owned) {
    process.stdin.once('close', () => {
      end(0);
    });
    process.stdin.resume();
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(Number(values.port), '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  writeDescription({
    name,
    endpoint: `http://127.0.0.1:${port}`,
    resolver: `127.0.0.1:${dns.port}`,
    pid: process.pid,
    motoPid: moto.process.pid ?? 0,
    clock: clock.reading,
    startedAt: new Date().toISOString(),
  });
}

/** The gate brings clients of many services with it, which take a second to load: only who needs it waits for them. */
function gateOf(props: Parameters<typeof createGate>[0]): ReturnType<typeof createGate> {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded only by who needs it
  return (require('../iam/gate') as typeof import('../iam/gate')).createGate(props);
}

serve().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
