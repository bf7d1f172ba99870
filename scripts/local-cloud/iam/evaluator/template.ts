import { CannotJudge } from './cannot-judge';
import { knownKey } from './global-keys';
import { variableOf, type KeyReader } from './question';

type Part =
  | { readonly kind: 'text'; readonly text: string; readonly isLiteral?: boolean }
  | { readonly kind: 'variable'; readonly key: string; readonly fallback: string | undefined };

/** A text of a policy with its variables (IAM user guide, "Policy elements: Variables and tags"). */
export type Template = readonly Part[];

/** @param hasVariables false for Version 2008-10-17, where `${` is plain text */
export function parseTemplate(text: string, hasVariables: boolean): Template {
  if (!hasVariables || !text.includes('${')) return [{ kind: 'text', text }];
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(/\$\{([^}]*)\}/g)) {
    parts.push({ kind: 'text', text: text.slice(from, found.index) }, variable(found[1] ?? ''));
    from = found.index + found[0].length;
  }
  const rest = text.slice(from);
  if (rest.includes('${')) throw new CannotJudge(`the variable ${rest}`);
  return [...parts, { kind: 'text', text: rest }];
}

function variable(inner: string): Part {
  if (['*', '?', '$'].includes(inner)) return { kind: 'text', text: inner, isLiteral: true };
  const found = /^\s*([^,\s]+(?: [^,\s]+)*)\s*(?:,\s*'([^']*)'\s*)?$/.exec(inner);
  if (found?.[1] === undefined) throw new CannotJudge(`the variable \${${inner}}`);
  return { kind: 'variable', key: knownKey(found[1]), fallback: found[2] };
}

export function isFixed(template: Template): boolean {
  return template.every(({ kind }) => kind === 'text');
}

/** @returns undefined when the request lacks a variable that has no default */
export function fill(template: Template, read: KeyReader): Template | undefined {
  const filled: Part[] = [];
  for (const part of template) {
    if (part.kind === 'text') filled.push(part);
    else {
      const text = variableOf(read, part.key) ?? part.fallback;
      if (text === undefined) return undefined;
      filled.push({ kind: 'text', text, isLiteral: true });
    }
  }
  return filled;
}

/** The characters of a filled template; each says whether it may be a wildcard. */
export function* characters(
  template: Template,
): Generator<{ readonly char: string; readonly isLiteral: boolean }> {
  for (const part of template) {
    if (part.kind === 'variable') throw new CannotJudge(`the variable ${part.key} before it has a value`);
    for (const char of part.text) yield { char, isLiteral: part.isLiteral === true };
  }
}

export function plainText(template: Template): string {
  return [...characters(template)].map(({ char }) => char).join('');
}
