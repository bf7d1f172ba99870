import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';

/**
 * Serves moto on a free port of loopback and says which. It reads its standard input and ends with it: when the
 * gateway is gone, however it went, the pipe closes, and no moto is left behind.
 */
const SERVER = `
import logging, os, sys, threading
from werkzeug.serving import make_server
from moto.server import DomainDispatcherApplication, create_backend_app

def end_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)

logging.getLogger("werkzeug").setLevel(logging.ERROR)
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
print(server.server_port, flush=True)
threading.Thread(target=end_with_parent, daemon=True).start()
server.serve_forever()
`;

export interface Moto {
  readonly port: number;
  readonly process: ChildProcess;
}

/**
 * Starts moto and returns when it listens.
 *
 * @param python an interpreter that has moto
 * @throws Error with what moto printed when it ends instead
 */
export async function startMoto(
  python: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Moto> {
  const child = spawn(python, ['-c', SERVER], {
    env: { ...env, PYTHONUNBUFFERED: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    errors = (errors + chunk).slice(-4000);
  });
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', (line) => {
      resolve(Number(line));
    });
    child.once('error', reject);
    child.once('exit', (status) => {
      reject(new Error(`moto ended with status ${status ?? 'none'} before it listened:\n${errors}`));
    });
  });
  return { port, process: child };
}
