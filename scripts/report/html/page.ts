import { INCIDENT_STATES, shortTime } from '../document/words';
import { documentOf } from '../document/document';
import type { ReportModel } from '../model/types';
import { renderSection } from './blocks';
import { drawTimeline } from './chart/draw';
import { drawWrites } from './chart/writes';
import { escapeHtml } from './escape';
import { renderFigures } from './figures';
import { STYLE } from './style';

/** Nothing may be loaded, run or sent, whatever a text in the report should contain. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; base-uri 'none'";

/** What the colours of the chart mean. */
const KEY: readonly { readonly sample: string; readonly text: string }[] = [
  { sample: '<i style="background:var(--bar)"></i>', text: 'under way' },
  { sample: '<i style="background:var(--bar-idle)"></i>', text: 'waiting between attempts' },
  {
    sample: '<i style="background:var(--budget);border:1px solid var(--budget-line)"></i>',
    text: 'budget',
  },
  { sample: '<i style="background:var(--late)"></i>', text: 'over budget' },
  { sample: '<i class="cross">×</i>', text: 'attempt stopped or was killed' },
  { sample: '<i style="background:var(--break)"></i>', text: 'nobody ran the tool' },
  {
    sample: '<i class="line" style="background:var(--objective)"></i>',
    text: 'recovery time objective, where it is near',
  },
];

/** What the colours of the chart of writes mean. */
const WRITES_KEY: typeof KEY = [
  { sample: '<i style="background:var(--bar)"></i>', text: 'good writes' },
  { sample: '<i style="background:var(--stop)"></i>', text: 'bad writes' },
  { sample: '<i class="line" style="background:var(--objective)"></i>', text: 'restore point' },
];

/** The report as one page that needs nothing else: no network, no script. */
export async function renderHtml(model: ReportModel): Promise<string> {
  const { title, sections } = documentOf(model);
  const writes = model.restorePoint === null ? '' : await drawWrites(model.restorePoint);
  const figures: Readonly<Record<string, string>> = {
    timeline: figure(await drawTimeline(model), KEY),
    ...(writes === '' ? {} : { 'restore-point': figure(writes, WRITES_KEY) }),
  };
  const links = sections.map(({ id, title: name }) => `<li><a href="#${id}">${escapeHtml(name)}</a></li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
${header(model)}
${renderFigures(model)}
<nav aria-label="Sections"><ul>${links.join('')}</ul></nav>
${sections.map((section) => renderSection(section, figures[section.id])).join('\n')}
</main>
</body>
</html>
`;
}

function figure(chart: string, key: typeof KEY): string {
  const keys = key.map(({ sample, text }) => `<span class="key">${sample}${text}</span>`).join('');
  return `<figure>${chart}<figcaption>${keys}</figcaption></figure>\n`;
}

function header({ incident, declared, state }: ReportModel): string {
  const badge = state.value === 'completed' ? 'good' : state.value === 'aborted' ? 'bad' : '';
  return `<header>
<p class="kind">Incident report</p>
<h1>${escapeHtml(incident.title)}</h1>
<p class="lead"><span class="badge ${badge}">${escapeHtml(INCIDENT_STATES[state.value])}</span> <code>${escapeHtml(incident.id)}</code>, declared ${escapeHtml(shortTime(declared.at))} UTC</p>
</header>`;
}
