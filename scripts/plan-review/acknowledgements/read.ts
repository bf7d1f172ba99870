import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { stop } from '../../engine/errors';
import type { Stop } from '../../engine/stop';
import { acknowledgementsSchema, type Acknowledgement } from './schema';

/**
 * Reads the reviewed file of acknowledgements; a file that is not there holds none.
 *
 * @throws Stop ACKNOWLEDGEMENTS_INVALID (usage) that says where the file is wrong
 */
export function readAcknowledgements(path: string): readonly Acknowledgement[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return parseAcknowledgements(path, text);
}

/** @throws Stop ACKNOWLEDGEMENTS_INVALID (usage) */
export function parseAcknowledgements(path: string, text: string): readonly Acknowledgement[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw invalid(path, 'it is not JSON');
  }
  const parsed = acknowledgementsSchema.safeParse(content);
  if (parsed.success) return parsed.data.acknowledgements;
  throw invalid(path, z.prettifyError(parsed.error));
}

function invalid(path: string, why: string): Stop {
  return stop('ACKNOWLEDGEMENTS_INVALID', { path, why });
}
