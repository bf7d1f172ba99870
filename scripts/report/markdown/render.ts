import {
  showLines,
  type Block,
  type Inline,
  type ReportDocument,
  type TableBlock,
  type Text,
} from '../document/blocks';
import { table } from '../../markdown';
import { codeSpan, escapeText, fence } from './escape';

/** The report as Markdown for a repository, a wiki or an issue. Nothing in it can be markup except the report's own. */
export function renderMarkdown({ title, sections }: ReportDocument): string {
  const parts = sections.flatMap((section) => [
    `## ${escapeText(section.title)}`,
    ...section.blocks.map(block),
  ]);
  return `${[`# ${escapeText(title)}`, ...parts].join('\n\n')}\n`;
}

function block(content: Block): string {
  switch (content.kind) {
    case 'heading':
      return `### ${escapeText(content.text)}`;
    case 'paragraph':
      return startOfLine(inline(content.text));
    case 'list':
      return content.items.map((item) => `- ${startOfLine(inline(item))}`).join('\n');
    case 'checklist':
      return content.items.map((item) => `- [ ] ${inline(item)}`).join('\n');
    case 'command':
      return fence(content.text, 'sh');
    case 'blank':
      return `_To be written: ${escapeText(content.prompt)}_`;
    case 'table':
      return tableOf(content);
  }
}

function tableOf({ head, rows, numeric = [] }: TableBlock): string {
  return table(
    head.map(escapeText),
    rows.map((cells) => cells.map(inline)),
    { numeric },
  );
}

function inline(text: Text): string {
  return text.map(piece).join('').trim();
}

function piece(content: Inline): string {
  if (typeof content === 'string') return escapeText(content);
  if ('code' in content) return codeSpan(content.code);
  if ('strong' in content) return `**${escapeText(content.strong)}**`;
  return content.lines.length === 0 ? '' : escapeText(`(${showLines(content.lines)})`);
}

/** Pieces put together may begin a list or an indented block where none of them did. */
function startOfLine(text: string): string {
  return text.trimStart();
}
