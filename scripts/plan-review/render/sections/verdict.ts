import { definitionOf } from '../../hazards/catalogue';
import type { Review } from '../../review';
import type { Detail } from '../detail';
import { counted, inlineCode } from '../text';

/** What a reader must know when nothing else is read. */
export function* verdictSection(
  { findings, stacks, expired, unused }: Review,
  { explains }: Detail,
): Generator<string> {
  const open = findings.filter(({ acknowledged }) => acknowledged === undefined);
  const changed = stacks.filter((stack) => stack.changed);
  if (open.length > 0) {
    yield `## 🛑 Blocked: ${counted(open.length, 'hazard')}`;
  } else if (findings.length > 0) {
    yield `## ⚠️ ${counted(findings.length, 'hazard')}, all acknowledged`;
  } else {
    yield changed.length === 0 ? '## ✅ Nothing changes' : '## ✅ No hazard in this plan';
  }
  yield '';
  const ids = [...new Set(open.map(({ hazard }) => hazard))];
  for (const id of ids) {
    const times = open.filter(({ hazard }) => hazard === id).length;
    yield `- **${id}** ${definitionOf(id).title}${times > 1 ? ` (${times.toLocaleString('en-US')} times)` : ''}`;
  }
  if (ids.length > 0) yield '';
  for (const { hazard, stack, resource, expires } of explains ? expired : []) {
    yield `- Acknowledgement expired on ${expires}: ${hazard} of ${inlineCode(resource)} in ${inlineCode(stack)}. Renew it or take it out.`;
  }
  for (const { hazard, stack, resource } of explains ? unused : []) {
    yield `- Acknowledgement of no use: ${hazard} of ${inlineCode(resource)} in ${inlineCode(stack)}. Take it out before it covers something else.`;
  }
  if (explains && expired.length + unused.length > 0) yield '';
}
