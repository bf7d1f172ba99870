import { escapeHtml } from '../plan-review/render/text';

const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --back: #fff; --line: #d1d9e0; --code: #818b981f; --soft: #f6f8fa;
  --add: #dafbe1; --del: #ffebe9; --muted: #59636e; }
@media (prefers-color-scheme: dark) { :root { --text: #f0f6fc; --back: #0d1117; --line: #3d444d; --code: #656c7633;
  --soft: #151b23; --add: #12261e; --del: #25171c; --muted: #9198a1; } }
* { box-sizing: border-box; }
body { margin: 0; padding: 16px; background: var(--back); color: var(--text);
  font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; overflow-wrap: break-word; }
main { max-width: 900px; margin: 0 auto; padding: 16px; border: 1px solid var(--line); border-radius: 6px; }
h2, h3 { line-height: 1.25; margin: 24px 0 16px; padding-bottom: 0.3em; border-bottom: 1px solid var(--line); }
h2:first-child { margin-top: 0; }
h2 { font-size: 1.5em; } h3 { font-size: 1.25em; border: 0; padding: 0; }
code { font: 85%/1.45 ui-monospace, "SF Mono", Menlo, Consolas, monospace; background: var(--code); padding: 0.2em 0.4em;
  border-radius: 6px; white-space: break-spaces; overflow-wrap: anywhere; }
pre { margin: 0 0 16px; padding: 12px; background: var(--soft); border-radius: 6px; overflow-x: auto; }
pre code { background: none; padding: 0; white-space: pre; display: block; width: max-content; min-width: 100%; }
pre span { display: block; } .added { background: var(--add); } .removed { background: var(--del); }
.scroll { overflow-x: auto; margin-bottom: 16px; } table { border-collapse: collapse; }
td code { white-space: nowrap; } th, td { border: 1px solid var(--line); padding: 6px 13px; }
ul { padding-left: 2em; } li + li { margin-top: 0.25em; } p { margin: 0 0 16px; }
summary { cursor: pointer; font-weight: 600; } details { margin-bottom: 16px; } sub { color: var(--muted); }
`;

/** The comment as a page, about as GitHub shows it; it loads nothing and runs nothing. */
export async function pageOf(markdown: string): Promise<string> {
  const { Marked } = await import('marked');
  const renderer = new Marked({
    gfm: true,
    renderer: {
      code: ({ text, lang }) =>
        `<pre><code>${lang === 'diff' ? diffLines(text) : escapeHtml(text)}</code></pre>\n`,
      table(token) {
        const row = (cells: typeof token.header, tag: string): string =>
          `<tr>${cells.map((cell) => `<${tag} align="${cell.align ?? 'left'}">${this.parser.parseInline(cell.tokens)}</${tag}>`).join('')}</tr>`;
        const rows = token.rows.map((cells) => row(cells, 'td')).join('');
        return `<div class="scroll"><table><thead>${row(token.header, 'th')}</thead><tbody>${rows}</tbody></table></div>\n`;
      },
    },
  });
  const body = renderer.parse(markdown, { async: false });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plan review</title>
<style>${STYLE}</style>
</head>
<body><main>
${body}</main></body>
</html>
`;
}

function diffLines(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const kind = line.startsWith('+') ? ' class="added"' : line.startsWith('-') ? ' class="removed"' : '';
      return `<span${kind}>${escapeHtml(line)}</span>`;
    })
    .join('');
}
