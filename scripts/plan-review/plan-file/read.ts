import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parsePlan } from './parse';
import type { PlanDocument } from './schema';
import { stop } from '../../engine/errors';

/** A plan of 5,000 resources has about 30 MB. Beyond this the answer would come late, or not at all. */
export const LARGEST_PLAN_BYTES = 150_000_000;

const GZIP = Buffer.from([0x1f, 0x8b]);

/**
 * Reads what `terraform show -json` wrote; also compressed (gzip).
 *
 * @throws Stop of kind `usage` that says in one line why the file is no plan: PLAN_UNREADABLE, PLAN_TOO_LARGE and what
 * `parsePlan` throws
 */
export function readPlanFile(path: string): PlanDocument {
  const bytes = readBytes(path);
  return parsePlan(path, bytes.subarray(0, 2).equals(GZIP) ? inflate(path, bytes) : bytes);
}

function readBytes(path: string): Buffer {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch (error) {
    throw stop('PLAN_UNREADABLE', { path, why: `cannot be read (${codeOf(error)})` });
  }
  try {
    const { size } = fstatSync(file);
    if (size > LARGEST_PLAN_BYTES) throw tooLarge(path, `${Math.round(size / 1e6)} MB`);
    return readFileSync(file);
  } catch (error) {
    if (codeOf(error) === 'EISDIR')
      throw stop('PLAN_UNREADABLE', { path, why: 'is a folder: name the files in it' });
    throw error;
  } finally {
    closeSync(file);
  }
}

function inflate(path: string, bytes: Buffer): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: LARGEST_PLAN_BYTES });
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(path, 'unpacked, more');
    throw stop('PLAN_TRUNCATED', {
      path,
      why: 'is compressed (gzip) and cannot be unpacked: it was cut off or damaged',
    });
  }
}

function tooLarge(path: string, size: string): Error {
  return stop('PLAN_TOO_LARGE', {
    path,
    why: `is too large (${size}; at most ${LARGEST_PLAN_BYTES / 1e6} MB are read): plan the stacks one by one`,
  });
}

function codeOf(error: unknown): string {
  return (error as NodeJS.ErrnoException).code ?? 'unknown error';
}
