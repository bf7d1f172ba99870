/** Longer values are cut: who needs all of one finds it in `terraform show`. */
const LONGEST_VALUE = 160;

/**
 * A text of unknown origin on one line: no line ends, control characters, halves of characters, or marks that turn the
 * direction of writing (they can make a text read as something else).
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\p{Surrogate}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

/** The beginning of a long text, and how much was cut off. */
export function shortened(text: string, longest = LONGEST_VALUE): string {
  if (text.length <= longest) return text;
  const kept = Array.from(text.slice(0, longest))
    .join('')
    .replace(/\p{Surrogate}$/u, '');
  return `${kept}… (${text.length - kept.length} more characters)`;
}

/** Text that Markdown and HTML leave as it is, mentions and references included. */
export function inlineCode(text: string): string {
  const clean = oneLine(text);
  const fence = '`'.repeat(longestRun(clean, '`') + 1);
  const padded = clean.startsWith('`') || clean.endsWith('`') || clean.trim() === '' ? ` ${clean} ` : clean;
  return `${fence}${padded}${fence}`;
}

/** A block of code around lines; its fence is longer than anything that the lines could close it with. */
export function fenced(language: string, lines: readonly string[]): string[] {
  const clean = lines.map(oneLine);
  const longest = Math.max(2, ...clean.map((line) => longestRun(line, '`')));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}${language}`, ...clean, fence];
}

export function escapeHtml(text: string): string {
  return oneLine(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** `1 change`, `2 changes`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en-US')} ${count === 1 ? one : many}`;
}

function longestRun(text: string, character: string): number {
  let longest = 0;
  let run = 0;
  for (const one of text) {
    run = one === character ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
