export interface TableOptions {
  /** Columns that hold numbers, by their index: they are set to the right. @default none */
  readonly numeric?: readonly number[];
}

/** A table in Markdown, of cells that are Markdown already; text becomes one by `cell`. */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  { numeric = [] }: TableOptions = {},
): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const rule = head.map((_, index) => (numeric.includes(index) ? '---:' : '---'));
  return [head, rule, ...rows].map(line).join('\n');
}

/** Text that does not end its cell. */
export function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** Lines as they are typed or drawn; the text has no fence of its own. */
export function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}
