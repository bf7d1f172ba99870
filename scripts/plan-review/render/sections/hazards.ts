import type { JudgedFinding } from '../../acknowledgements/match';
import { definitionOf, type HazardId } from '../../hazards/catalogue';
import type { Family } from '../../hazards/types';
import type { Review } from '../../review';
import type { Detail } from '../detail';
import { inlineCode, shortened } from '../text';

const LONGEST_DETAIL = 300;

/** The hazards of a family, those that are not acknowledged first; nothing when there are none. */
export function* hazardsOf({ findings }: Review, family: Family, detail: Detail): Generator<string> {
  const list = findings.filter(({ hazard }) => definitionOf(hazard).family === family);
  const open = (id: HazardId): number =>
    list.some(({ hazard, acknowledged }) => hazard === id && acknowledged === undefined) ? 0 : 1;
  const ids = [...new Set(list.map(({ hazard }) => hazard))].sort((a, b) => open(a) - open(b));
  for (const id of ids) {
    const { title, why, proceed } = definitionOf(id);
    const ofId = list.filter(({ hazard }) => hazard === id);
    yield `**${id}: ${title}**${detail.explains ? `. ${why}` : ''}`;
    yield '';
    if (detail.explains) for (const finding of ofId) yield* one(finding, detail);
    else yield* names(ofId);
    yield '';
    if (!detail.explains || open(id) === 1) continue;
    yield `*How to proceed:* ${proceed}`;
    yield '';
  }
}

/** The least that is told: where, stack by stack. */
function* names(findings: readonly JudgedFinding[]): Generator<string> {
  for (const stack of new Set(findings.map((finding) => finding.stack))) {
    const resources = findings
      .filter((finding) => finding.stack === stack)
      .map(
        ({ resource, acknowledged }) =>
          `${inlineCode(resource)}${acknowledged === undefined ? '' : ' (acknowledged)'}`,
      );
    yield `- in ${inlineCode(stack)}: ${resources.join(', ')}`;
  }
}

function* one({ stack, resource, details, acknowledged }: JudgedFinding, detail: Detail): Generator<string> {
  const until = acknowledged === undefined ? '' : ` (acknowledged until ${acknowledged.expires})`;
  yield `- ${inlineCode(resource)} in ${inlineCode(stack)}${until}`;
  for (const text of details.slice(0, detail.hazardDetails)) {
    yield `  - ${inlineCode(shortened(text, LONGEST_DETAIL))}`;
  }
  const more = details.length - detail.hazardDetails;
  if (more > 0 && detail.hazardDetails > 0) yield `  - and ${more} more`;
  if (acknowledged !== undefined && detail.hazardDetails > 0) {
    yield `  - acknowledged: ${inlineCode(shortened(acknowledged.reason, LONGEST_DETAIL))}`;
  }
}
