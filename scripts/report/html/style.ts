/** The page's style sheet. Colours are named once for light and once for dark; the chart takes them from here. */
export const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f9; --surface: #ffffff; --text: #1a1d21; --muted: #545b66; --line: #dcdfe4; --rule: #e9ebef;
  --accent: #1f5fd0; --code: #eef0f4;
  --bar: #2f6fde; --bar-idle: #b3cbf5; --budget: #eef2f9; --budget-line: #c3cedf;
  --late: #c2500a; --late-text: #a8440a; --stop: #b3181b; --objective: #a3195b;
  --break: #f3e3bd; --break-text: #725200;
  --good: #17713c; --good-tint: #e3f4e9; --bad: #a8231c; --bad-tint: #fce9e7;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #121417; --surface: #1a1d22; --text: #e7e9ed; --muted: #a4abb6; --line: #343941; --rule: #272b32;
    --accent: #8ab4ff; --code: #262b33;
    --bar: #6ea5ff; --bar-idle: #33507f; --budget: #23282f; --budget-line: #48505c;
    --late: #f08a45; --late-text: #ffab73; --stop: #ff8078; --objective: #ff8fc0;
    --break: #40371f; --break-text: #e3c477;
    --good: #6fd698; --good-tint: #17301f; --bad: #ff9c94; --bad-tint: #3a1d1b;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: break-word; }
main { max-width: 1144px; margin: 0 auto; padding: 32px 32px 64px; }
header .kind { margin: 0; color: var(--muted); font-size: 14px; font-weight: 600; letter-spacing: .02em; }
h1 { margin: 4px 0 8px; font-size: 30px; line-height: 1.2; font-weight: 680; text-wrap: balance; }
h2 { margin: 0 0 16px; font-size: 21px; line-height: 1.3; }
h3 { margin: 28px 0 8px; font-size: 16px; }
p { margin: 0 0 12px; max-width: 76ch; }
header p.lead { color: var(--muted); margin: 0 0 24px; max-width: none; }
.badge { display: inline-block; padding: 2px 10px; border-radius: 999px; font-size: 14px; font-weight: 600; background: var(--code); color: var(--text); }
.badge.good { background: var(--good-tint); color: var(--good); }
.badge.bad { background: var(--bad-tint); color: var(--bad); }
nav { margin: 0 0 24px; font-size: 14px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; margin: 0; padding: 0; list-style: none; }
a { color: var(--accent); }
a:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
section { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 24px 28px; margin: 0 0 20px; }
section > :last-child { margin-bottom: 0; }
.figures { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px; margin: 0 0 24px; }
.figure { background: var(--surface); border: 1px solid var(--line); border-radius: 10px; padding: 16px 18px; }
.figure .name { color: var(--muted); font-size: 14px; }
.figure .value { font-size: 26px; line-height: 1.25; font-weight: 660; font-variant-numeric: tabular-nums; }
.figure .note { font-size: 14px; margin-top: 6px; color: var(--muted); }
.figure.good .note { color: var(--good); }
.figure.bad .note { color: var(--bad); font-weight: 600; }
.meter { height: 6px; border-radius: 3px; background: var(--code); margin-top: 8px; overflow: hidden; }
.meter div { height: 100%; background: var(--bar); }
.figure.bad .meter div { background: var(--late); }
figure { margin: 0 0 20px; }
figcaption { color: var(--muted); font-size: 14px; display: flex; flex-wrap: wrap; gap: 4px 20px; margin-top: 8px; }
.key { display: inline-flex; align-items: center; gap: 7px; white-space: nowrap; }
.key i { display: inline-block; width: 18px; height: 11px; border-radius: 2px; }
.key i.line { width: 2px; height: 16px; }
.key i.cross { width: auto; height: auto; color: var(--stop); font-style: normal; font-weight: 700; line-height: 1; }
.chart svg { width: 100%; height: auto; display: block; overflow: visible; }
.chart.narrow { display: none; max-width: 460px; }
table { width: 100%; border-collapse: collapse; margin: 0 0 16px; font-size: 14.5px; line-height: 1.45; }
caption { text-align: left; color: var(--muted); font-size: 14px; padding-bottom: 6px; }
th { text-align: left; font-weight: 600; color: var(--muted); font-size: 13.5px; padding: 6px 14px 6px 0; border-bottom: 1px solid var(--line); vertical-align: bottom; }
td { padding: 8px 14px 8px 0; border-bottom: 1px solid var(--rule); vertical-align: top; font-variant-numeric: tabular-nums; }
tr > :last-child { padding-right: 0; }
th.number, td.number { text-align: right; white-space: nowrap; }
code { font: 0.9em ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; background: var(--code); border-radius: 4px; padding: 1px 5px; overflow-wrap: anywhere; }
pre { margin: 0 0 16px; padding: 10px 14px; background: var(--code); border-radius: 6px; white-space: pre-wrap; }
pre code { padding: 0; background: none; }
.long { overflow-wrap: anywhere; }
.lines { color: var(--muted); font-size: 13px; white-space: normal; }
ul.plain { margin: 0 0 12px; padding-left: 22px; }
ul.checklist { list-style: none; margin: 0 0 8px; padding-left: 0; }
ul.checklist li { position: relative; padding-left: 26px; margin-bottom: 6px; max-width: 90ch; }
ul.checklist li::before { content: ""; position: absolute; left: 2px; top: 5px; width: 13px; height: 13px; border: 1.5px solid var(--muted); border-radius: 3px; }
.blank { border-left: 3px solid var(--line); padding: 4px 0 4px 14px; color: var(--muted); }
footer { color: var(--muted); font-size: 14px; }
@media (max-width: 900px) {
  .figures { grid-template-columns: repeat(2, 1fr); }
  .chart.wide { display: none; }
  .chart.narrow { display: block; }
}
@media (max-width: 860px) {
  main { padding: 20px 12px 40px; }
  section { padding: 18px 16px; border-radius: 8px; }
  h1 { font-size: 25px; }
  .figure { padding: 12px 14px; }
  .figure .value { font-size: 21px; }
  table, tbody, tr, td, caption { display: block; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { border: 1px solid var(--line); border-radius: 6px; padding: 8px 12px; margin-bottom: 10px; }
  td, td.number { display: grid; grid-template-columns: 96px minmax(0, 1fr); gap: 12px; text-align: left; white-space: normal; padding: 4px 0; border: 0; }
  td::before { content: attr(data-label); color: var(--muted); font-size: 13.5px; }
  td[data-label=""] { display: block; font-weight: 600; }
  td[data-label=""]::before { content: none; }
}
@media print {
  :root { color-scheme: light; }
  body { background: none; }
  nav { display: none; }
  section, .figure { break-inside: avoid; border-color: #bbb; }
}
`;
