import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/**
 * Ends with its standard input: when the gateway is gone, however it went, the pipe closes, and no moto is left behind.
 */
const SERVER = join(__dirname, 'serve_moto.py');

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
  const child = spawn(python, [SERVER], {
    env: { ...env, PYTHONUNBUFFERED: '1', PYTHONDONTWRITEBYTECODE: '1' },
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
