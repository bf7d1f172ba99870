import { oneLine } from '../text';

/**
 * Text that Markdown (GitHub's included) shows as it is, in a table cell as well: no markup, no HTML, no link that a
 * message could plant.
 */
export function escapeText(text: string): string {
  return oneLine(text)
    .replace(/[\\`*_[\]~|$@]/g, '\\$&')
    .replace(/^(\s*)([-+=#])/, '$1\\$2')
    .replace(/^(\s*\d+)([.)])/, '$1\\$2')
    .replace(/:\/\//g, '\\://')
    .replace(/\bwww\./gi, (found) => `${found.slice(0, -1)}\\.`)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;');
}

/** A code span, for text that cannot break one; anything else as plain text. */
export function codeSpan(text: string): string {
  return /^[\w./:@+=,{}[\]" ()#-]+$/.test(text) && text.trim() === text && text.length <= 600
    ? `\`${text}\``
    : escapeText(text);
}

/** A fence that the text within cannot close. */
export function fence(text: string, language: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const marks = '`'.repeat(longest + 1);
  return `${marks}${language}\n${oneLine(text)}\n${marks}`;
}
