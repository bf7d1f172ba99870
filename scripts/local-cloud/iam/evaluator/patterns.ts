import { CannotJudge } from './cannot-judge';
import type { KeyReader } from './question';
import { characters, fill, isFixed, parseTemplate, plainText, type Template } from './template';

export type Test = (text: string) => boolean;

/** @returns undefined when the request lacks a variable of the pattern */
export type Pattern = (read: KeyReader) => Test | undefined;

/** Compiles once what has no variables; the rest when it is asked. */
export function pattern(text: string, hasVariables: boolean, compile: (template: Template) => Test): Pattern {
  const template = parseTemplate(text, hasVariables);
  if (isFixed(template)) {
    const test = compile(template);
    return () => test;
  }
  return (read) => {
    const filled = fill(template, read);
    return filled === undefined ? undefined : compile(filled);
  };
}

function regExp(source: string): Test {
  const compiled = new RegExp(`^${source}$`, 's');
  return (text) => compiled.test(text);
}

const SPECIAL = new Set('.*+?^${}()|[]\\/-');
const escape = (char: string): string => (SPECIAL.has(char) ? `\\${char}` : char);

export function exact(template: Template): Test {
  const wanted = plainText(template);
  return (text) => text === wanted;
}

export function exactIgnoringCase(template: Template): Test {
  const wanted = plainText(template).toLowerCase();
  return (text) => text.toLowerCase() === wanted;
}

/** `*` and `?` anywhere. */
export function like(template: Template): Test {
  const source = [...characters(template)].map(({ char, isLiteral }) => {
    if (isLiteral) return escape(char);
    return char === '*' ? '.*' : char === '?' ? '.' : escape(char);
  });
  return regExp(source.join(''));
}

/**
 * A Resource: a `*` crosses a colon only as the last character of its segment (IAM user guide, "Resource"). The sixth
 * segment is the resource's own name, which may hold colons.
 */
export function resourceLike(template: Template): Test {
  const all = [...characters(template)];
  let colons = 0;
  const source = all.map(({ char, isLiteral }, at) => {
    if (char === ':') colons += 1;
    if (isLiteral) return escape(char);
    const next = all[at + 1];
    const mayCross = colons >= 5 || next === undefined || (next.char === ':' && !next.isLiteral);
    if (char === '*') return mayCross ? '.*' : '[^:]*';
    if (char === '?') return colons >= 5 ? '.' : '[^:]';
    return escape(char);
  });
  return regExp(source.join(''));
}

/** ArnLike and ArnEquals: "Each of the six colon-delimited components of the ARN is checked separately". */
export function arnLike(template: Template): Test {
  let colons = 0;
  const source = [...characters(template)].map(({ char, isLiteral }) => {
    if (char === ':') colons += 1;
    if (isLiteral) return escape(char);
    if (char === '*') return colons >= 5 ? '.*' : '[^:]*';
    if (char === '?') return colons >= 5 ? '.' : '[^:]';
    return escape(char);
  });
  if (colons < 5) throw new CannotJudge(`the ARN ${plainText(template)}: it has fewer than six parts`);
  return regExp(source.join(''));
}
