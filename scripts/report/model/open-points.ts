import type { Entry } from '../../engine/journal/entry';
import type { IncidentState } from '../../engine/journal/replay';
import { lastLine, textFact } from './changes';
import { factOf } from './facts';
import type { OpenPoint, ReportModel, StepReport } from './types';

export interface OpenPointsProps {
  readonly entries: readonly Entry[];
  readonly incident: string;
  readonly state: IncidentState;
  readonly steps: readonly StepReport[];
  readonly dataLoss: ReportModel['dataLoss'];
  readonly repaired: ReportModel['repaired'];
}

/** What somebody still has to do, the most urgent first. */
export function openPointsOf(props: OpenPointsProps): OpenPoint[] {
  return [...unfinished(props), ...writeHalt(props), ...waiting(props), ...afterRepoint(props)];
}

function unfinished({ incident, state, steps }: OpenPointsProps): OpenPoint[] {
  if (state !== 'running') return [];
  const failed = steps.filter((step) => step.state === 'failed');
  const reasons = failed.map(({ id, error, lines }) => ({
    text: `Step ${id} stopped: ${error?.message ?? ''}`,
    command: null,
    lines,
  }));
  return [
    ...reasons,
    {
      text: 'The incident is not closed. Go on with it, or abort it.',
      command: `npx recover resume ${incident}`,
      lines: [],
    },
  ];
}

function writeHalt({ steps }: OpenPointsProps): OpenPoint[] {
  const halt = steps.find(({ id }) => id === 'halt-writes');
  const resumed = steps.some(({ id, state }) => id === 'resume-writes' && state === 'done');
  if (halt === undefined || resumed || halt.state === 'waiting' || halt.state === 'undone') return [];
  return [
    {
      text: 'Writes may still be halted: the service changes nothing until they are resumed.',
      command: 'npx recover status',
      lines: halt.lines,
    },
  ];
}

/** Items that a salvage or a rewind could not decide about. */
function waiting({ entries, incident, repaired }: OpenPointsProps): OpenPoint[] {
  if (repaired === null || repaired.waiting === 0) return [];
  const { how, lines } = repaired;
  return [
    {
      text: `${repaired.waiting} items wait for a person: fill in the decisions of ${how}-review.json, while the change stream still tells their images (24 hours).`,
      command:
        how === 'salvage'
          ? `npx recover salvage ${incident} --yes --decisions incidents/${incident}/${how}-review.json`
          : `npx recover rewind --since ${textFact(entries, 'restorePoint')?.text ?? 'SECOND'} --yes --decisions incidents/${incident}/${how}-review.json`,
      lines,
    },
  ];
}

function afterRepoint({ incident, entries, steps, dataLoss, repaired }: OpenPointsProps): OpenPoint[] {
  const repoint = steps.find(({ id, state }) => id === 'repoint' && state === 'done');
  if (repoint === undefined) return [];
  const points: OpenPoint[] = [];
  const adoption = factOf(entries, 'adoption');
  if (adoption !== undefined) {
    points.push({
      text: 'The settings file names the restored table: review the difference, commit it, and check that the next plan imports the table and destroys nothing. Until then a deploy from the old settings is refused.',
      command: 'git diff settings/',
      lines: [adoption.line],
    });
  }
  const source = textFact(entries, 'sourceTable');
  const lines = [...(source === undefined ? [] : [source.line]), ...lastLine(repoint)];
  if (dataLoss !== null && repaired === null) {
    points.push({
      text: `Good writes made from ${dataLoss.from} to ${dataLoss.to} are not in the restored table. They are in the old one: salvage them while its change stream still tells them (24 hours).`,
      command: `npx recover salvage ${incident}`,
      lines: [...dataLoss.lines, ...lines],
    });
  }
  points.push({
    text: `The old table ${source?.text ?? ''} is kept, and fenced against writes. Delete nothing before the post-mortem is closed; then decide what becomes of it.`,
    command: null,
    lines,
  });
  return points;
}
