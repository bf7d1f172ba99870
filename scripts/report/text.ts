/** Texts longer than this are cut in pages for people; the JSON report holds them whole. */
export const LONGEST_TEXT = 600;

/**
 * A text of unknown origin on one line: no line ends, control characters, halves of characters, or marks that turn the
 * direction of writing (they can make a text read as something else); cut off when it is very long.
 */
export function oneLine(text: string): string {
  const clean = text
    .replace(/[\p{Surrogate}\u202A-\u202E\u2066-\u2069]/gu, '\uFFFD')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ');
  const characters = clean.length > LONGEST_TEXT ? Array.from(clean) : [];
  if (characters.length <= LONGEST_TEXT) return clean;
  const cut = characters.length - LONGEST_TEXT;
  return `${characters.slice(0, LONGEST_TEXT).join('')}… (${cut} more characters in report.json)`;
}
