import { whyOf } from '../../hazards/detectors/state';
import { equal } from '../../diff/equal';
import { UNKNOWN, type Difference } from '../../diff/types';
import type { ResourceChange, OutputChange } from '../../model/types';
import { isChange } from '../../model/verb';
import type { Review, ReviewedStack } from '../../review';
import type { Detail } from '../detail';
import { differenceLines } from '../difference-lines';
import { counted, escapeHtml, fenced, inlineCode, shortened } from '../text';
import { isPolicyDifference } from './policies';

/** The weightiest first. */
const GROUPS = [
  'destroyed',
  'replaced',
  'forgotten',
  'unknown',
  'changed',
  'new',
  'imported',
  'moved',
  'read',
] as const;
type Group = (typeof GROUPS)[number];

/** Always named, whatever is left out. */
const ALWAYS_NAMED: ReadonlySet<Group> = new Set(['destroyed', 'replaced', 'forgotten', 'unknown']);

/** Every change, resource by resource, collapsed stack by stack. */
export function* changesSection(review: Review, detail: Detail): Generator<string> {
  const changed = review.stacks.filter(
    ({ plan }) => plan.changes.some(isChange) || plan.outputs.some(({ verb }) => verb !== 'nothing'),
  );
  if (changed.length === 0) return;
  yield '### Changes by resource';
  yield '';
  for (const stack of changed) yield* ofStack(stack, review, detail);
}

function* ofStack({ plan }: ReviewedStack, review: Review, detail: Detail): Generator<string> {
  const changes = plan.changes.filter(isChange);
  const outputs = plan.outputs.filter(({ verb }) => verb !== 'nothing');
  const total =
    counted(changes.length, 'resource') +
    (outputs.length > 0 ? `, ${counted(outputs.length, 'output')}` : '');
  yield '<details>';
  yield `<summary>${escapeHtml(plan.stack)}: ${total}</summary>`;
  yield '';
  for (const group of GROUPS) {
    const members = changes.filter((change) => groupOf(change) === group);
    if (members.length === 0) continue;
    if (!isNamed(group, detail)) {
      yield `**${group}**: ${byType(members)}`;
      yield '';
      continue;
    }
    if (!detail.explains) {
      yield `**${group}**: ${members.map(({ address }) => inlineCode(address)).join(', ')}`;
      yield '';
      continue;
    }
    for (const change of members) yield* ofResource(change, group, review, detail);
    yield '';
  }
  yield* ofOutputs(outputs, review, detail);
  yield '</details>';
  yield '';
}

function groupOf({ verb, imports, movedFrom }: ResourceChange): Group {
  if (verb === 'delete') return 'destroyed';
  if (verb === 'replace') return 'replaced';
  if (verb === 'forget' || verb === 'release') return 'forgotten';
  if (verb === 'unknown') return 'unknown';
  if (imports !== undefined) return 'imported';
  if (verb === 'update') return 'changed';
  if (verb === 'create') return 'new';
  return movedFrom === undefined ? 'read' : 'moved';
}

function isNamed(group: Group, { namesChanged, namesNew }: Detail): boolean {
  return ALWAYS_NAMED.has(group) || (group === 'changed' ? namesChanged : namesNew);
}

function byType(changes: readonly ResourceChange[]): string {
  const types = new Map<string, number>();
  for (const { type } of changes) types.set(type, (types.get(type) ?? 0) + 1);
  return [...types].map(([type, count]) => `${count} ${inlineCode(type)}`).join(', ');
}

function* ofResource(
  change: ResourceChange,
  group: Group,
  review: Review,
  detail: Detail,
): Generator<string> {
  const { masker } = review;
  const notes = notesOf(change, review).map((note) => inlineCode(masker.text(note)));
  yield `- **${group}** ${inlineCode(change.address)}${notes.length > 0 ? ` (${notes.join('; ')})` : ''}`;
  const lines = linesFor(group, detail);
  // What is destroyed loses every attribute: the list would say nothing.
  if (lines === 0 || group === 'destroyed' || group === 'forgotten') return;
  const all = review.differences(change);
  const differences = worthTelling(change, group, all);
  if (differences.length === 0 && all.some(isPolicyDifference)) yield '  (its policy: see Security)';
  if (differences.length === 0) return;
  yield '';
  yield* fenced('diff', differenceLines(differences, lines)).map((line) => `  ${line}`);
  yield '';
}

/** Without what is told elsewhere, or follows: policies, tags with those of the provider, ids of what is made anew. */
function worthTelling(
  { forcedBy }: ResourceChange,
  group: Group,
  differences: readonly Difference[],
): readonly Difference[] {
  const told = new Set(differences.map(({ path, before, after }) => JSON.stringify([path, before, after])));
  return differences.filter((difference) => {
    const { path, before, after } = difference;
    if (isPolicyDifference(difference) && (group === 'changed' || group === 'replaced')) return false;
    if (path[0] === 'tags_all') return !told.has(JSON.stringify([['tags', ...path.slice(1)], before, after]));
    const forces = forcedBy.some((forcing) => equal(forcing, path));
    return !(group === 'replaced' && after === UNKNOWN && !forces);
  });
}

function linesFor(group: Group, { newLines, changedLines }: Detail): number {
  return group === 'changed' || group === 'replaced' || group === 'unknown' ? changedLines : newLines;
}

function notesOf(change: ResourceChange, { masker }: Review): string[] {
  const { movedFrom, imports, deposed, verb } = change;
  return [
    ...(movedFrom === undefined ? [] : [`moved from ${movedFrom}`]),
    ...(imports === undefined
      ? []
      : [imports.id === undefined ? 'import' : `import of ${shortened(imports.id)}`]),
    ...(imports !== undefined && verb === 'update' ? ['changed as well'] : []),
    ...(verb === 'release' ? ['a new one is made, the old one left to itself'] : []),
    ...(deposed !== undefined || verb === 'replace' || verb === 'delete' ? whyOf(change, masker) : []),
  ];
}

function* ofOutputs(outputs: readonly OutputChange[], review: Review, detail: Detail): Generator<string> {
  if (outputs.length === 0) return;
  if (detail.newLines === 0) {
    yield `**outputs**: ${counted(outputs.length, 'change')}`;
    yield '';
    return;
  }
  for (const output of outputs) {
    yield `- output ${inlineCode(output.name)}`;
    const differences = review.differences(output);
    if (differences.length === 0) continue;
    yield '';
    yield* fenced('diff', differenceLines(named(output, differences), detail.newLines)).map(
      (line) => `  ${line}`,
    );
    yield '';
  }
}

function named(
  { name }: OutputChange,
  differences: ReturnType<Review['differences']>,
): ReturnType<Review['differences']> {
  return differences.map((difference) => ({ ...difference, path: [name, ...difference.path] }));
}
