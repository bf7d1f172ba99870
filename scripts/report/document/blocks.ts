/** A piece of running text. `code` is something to read letter by letter: a name, a time, an ARN. */
export type Inline =
  | string
  | { readonly code: string }
  | { readonly strong: string }
  /** Journal lines that a statement rests on. */
  | { readonly lines: readonly number[] };
export type Text = readonly Inline[];

export interface TableBlock {
  readonly kind: 'table';
  readonly caption: string;
  readonly head: readonly string[];
  /** Columns of numbers, by index. @default none */
  readonly numeric?: readonly number[];
  /** As many cells as the head has. */
  readonly rows: readonly (readonly Text[])[];
}

/** The parts of a report, whatever it is written in. Contents are plain: writing them safely is the renderers' part. */
export type Block =
  | TableBlock
  | { readonly kind: 'paragraph'; readonly text: Text }
  | { readonly kind: 'list'; readonly items: readonly Text[] }
  | { readonly kind: 'checklist'; readonly items: readonly Text[] }
  | { readonly kind: 'command'; readonly text: string }
  | { readonly kind: 'heading'; readonly text: string }
  /** Something that only people can write. */
  | { readonly kind: 'blank'; readonly prompt: string };

export interface Section {
  /** For links within the page. */
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

export interface ReportDocument {
  readonly title: string;
  readonly sections: readonly Section[];
}

export function paragraph(...text: Text): Block {
  return { kind: 'paragraph', text };
}

/** Journal lines in short: `L3, L7-L9`. */
export function showLines(lines: readonly number[]): string {
  const sorted = [...new Set(lines)].sort((a, b) => a - b);
  const ranges: [number, number][] = [];
  for (const line of sorted) {
    const last = ranges.at(-1);
    if (last?.[1] === line - 1) last[1] = line;
    else ranges.push([line, line]);
  }
  return ranges
    .map(([from, to]) =>
      from === to ? `L${from}` : to === from + 1 ? `L${from}, L${to}` : `L${from}-L${to}`,
    )
    .join(', ');
}
