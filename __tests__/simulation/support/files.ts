import fs from 'node:fs';
import { replace } from './replace';

const owners = new Map<number, number>();
let owner = 0;

/** From now on it is noted who opened which file: a process that dies gives its files back, a promise does not. */
export function watchFiles(): void {
  const { openSync, closeSync } = fs;
  replace(fs, 'openSync', (...file) => {
    const descriptor = openSync(...file);
    owners.set(descriptor, owner);
    return descriptor;
  });
  replace(fs, 'closeSync', (descriptor) => {
    owners.delete(descriptor);
    closeSync(descriptor);
  });
}

/** Whoever opens a file from now on is this one. */
export function ownFiles(process: number): void {
  owner = process;
}

/** Closes what a dead process left open. */
export async function closeFilesOf(process: number): Promise<void> {
  // What it had begun without waiting for anything comes to its end first.
  for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  for (const [descriptor, who] of owners) if (who === process) fs.closeSync(descriptor);
}

/** Leaves half of a file's last line. */
export function tearLastLine(path: string): void {
  if (!fs.existsSync(path)) return;
  const text = fs.readFileSync(path, 'utf8');
  const start = text.lastIndexOf('\n', text.length - 2) + 1;
  fs.writeFileSync(path, text.slice(0, start + Math.ceil((text.length - start) / 2)));
}
