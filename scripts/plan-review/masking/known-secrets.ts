import type { StackPlan, Value } from '../model/types';
import { isMarked, marksOf, type Marks } from './marks';
import { isSecretName } from './secret-names';
import { MASK } from './secret-shapes';

/** A shorter text is taken out where it is all of a value, not inside others: it would be found in every word. */
const SHORTEST_INSIDE = 8;
const SHORTEST = 4;

/**
 * Every value that is sensitive somewhere in the plans. The same value may lie unmarked elsewhere (in a URL, an
 * environment variable, the message of a check), and must not be shown there either.
 */
export class KnownSecrets {
  private readonly whole = new Set<string>();
  /** By their first characters, so that a text is searched once, however many there are. */
  private readonly byStart = new Map<string, string[]>();

  constructor(plans: readonly StackPlan[]) {
    for (const { changes, drift, outputs } of plans) {
      for (const { before, after, beforeSensitive, afterSensitive } of [...changes, ...drift, ...outputs]) {
        this.collect(before, beforeSensitive);
        if (after !== before) this.collect(after, afterSensitive);
      }
    }
  }

  /** The text without any of them. */
  scrub(text: string): string {
    if (this.whole.size === 0) return text;
    if (this.whole.has(text)) return MASK;
    let result = '';
    let copied = 0;
    for (let at = 0; at + SHORTEST_INSIDE <= text.length; at++) {
      const candidates = this.byStart.get(text.slice(at, at + SHORTEST_INSIDE));
      const found = candidates?.find((secret) => text.startsWith(secret, at));
      if (found === undefined) continue;
      result += text.slice(copied, at) + MASK;
      copied = at + found.length;
      at = copied - 1;
    }
    return result + text.slice(copied);
  }

  private collect(value: Value, marks: Marks): void {
    if (isMarked(marks)) {
      this.add(value);
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const named = nameOfPair(value);
    for (const [key, part] of Object.entries(value)) {
      const secret = isSecretName(key) || (key === 'value' && named !== undefined && isSecretName(named));
      this.collect(part, (secret && !isPlace(part)) || marksOf(marks, key));
    }
  }

  private add(value: Value): void {
    if (typeof value === 'object' && value !== null) {
      for (const part of Object.values(value)) this.add(part);
    }
    if (typeof value !== 'string' && typeof value !== 'number') return;
    const text = String(value);
    if (text.length < SHORTEST || this.whole.has(text)) return;
    this.whole.add(text);
    if (text.length < SHORTEST_INSIDE) return;
    const start = text.slice(0, SHORTEST_INSIDE);
    const others = this.byStart.get(start) ?? [];
    // The longest first: one secret may begin with another.
    this.byStart.set(
      start,
      [...others, text].sort((a, b) => b.length - a.length),
    );
  }
}

/** `{"name": "PASSWORD", "value": "..."}`, as containers and parameter groups have them: the name of the value. */
export function nameOfPair(value: object): string | undefined {
  const { name, key, Name, Key } = value as Record<string, unknown>;
  return [name, key, Name, Key].find((candidate) => typeof candidate === 'string');
}

/** Whether a value says where a secret lies, and is none: an ARN, a flag, or a list of names with such. */
export function isPlace(value: Value): boolean {
  if (typeof value === 'boolean' || value === null || value === undefined || value === '') return true;
  if (typeof value === 'object') {
    return Object.entries(value).every(([key, part]) => key === 'name' || isPlace(part));
  }
  return typeof value === 'string' && /^arn:aws[\w-]*:[\w:/.*@+=,${}-]*$/.test(value);
}
