import {
  showLines,
  type Block,
  type Inline,
  type Section,
  type TableBlock,
  type Text,
} from '../document/blocks';
import { escapeHtml } from './escape';

/** A section as HTML. @param figure HTML that comes before its blocks, safe already */
export function renderSection({ id, title, blocks }: Section, figure = ''): string {
  return `<section id="${escapeHtml(id)}">
<h2>${escapeHtml(title)}</h2>
${figure}${blocks.map(block).join('\n')}
</section>`;
}

function block(content: Block): string {
  switch (content.kind) {
    case 'heading':
      return `<h3>${breakable(content.text)}</h3>`;
    case 'paragraph':
      return `<p>${inline(content.text)}</p>`;
    case 'list':
      return list(content.items, 'plain');
    case 'checklist':
      return list(content.items, 'checklist');
    case 'command':
      return `<pre><code>${escapeHtml(content.text)}</code></pre>`;
    case 'blank':
      return `<p class="blank">To be written: ${escapeHtml(content.prompt)}</p>`;
    case 'table':
      return table(content);
  }
}

function list(items: readonly Text[], style: string): string {
  return `<ul class="${style}">${items.map((item) => `<li>${inline(item)}</li>`).join('')}</ul>`;
}

/** On a narrow page a row becomes a card: the roles keep it a table for those who cannot see it. */
function table({ caption, head, rows, numeric = [] }: TableBlock): string {
  const kind = (index: number): string => (numeric.includes(index) ? ' class="number"' : '');
  const headCells = head.map(
    (text, index) => `<th role="columnheader" scope="col"${kind(index)}>${escapeHtml(text)}</th>`,
  );
  const cells = (row: readonly Text[]): string =>
    row
      .map(
        (text, index) =>
          `<td role="cell" data-label="${escapeHtml(head[index] ?? '')}"${kind(index)}><div>${inline(text)}</div></td>`,
      )
      .join('');
  return `<table role="table"><caption>${escapeHtml(caption)}</caption>
<thead role="rowgroup"><tr role="row">${headCells.join('')}</tr></thead>
<tbody role="rowgroup">
${rows.map((row) => `<tr role="row">${cells(row)}</tr>`).join('\n')}
</tbody></table>`;
}

function inline(text: Text): string {
  return text.map(piece).join('').trim();
}

/** Words longer than any of a language may be broken anywhere; others stay whole. */
function breakable(text: string): string {
  const html = escapeHtml(text);
  return /\S{30}/.test(text) ? `<span class="long">${html}</span>` : html;
}

function piece(content: Inline): string {
  if (typeof content === 'string') return breakable(content);
  if ('code' in content) return `<code>${escapeHtml(content.code)}</code>`;
  if ('strong' in content) return `<strong>${escapeHtml(content.strong)}</strong>`;
  return content.lines.length === 0
    ? ''
    : `<span class="lines">${escapeHtml(showLines(content.lines))}</span>`;
}
