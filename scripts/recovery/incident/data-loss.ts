import { isoTime } from '../../engine/clock';
import type { Facts } from '../../engine/step';
import { stop } from '../../engine/errors';

/** A span of time, in milliseconds since the epoch. */
export interface DataLossWindow {
  readonly from: number;
  readonly to: number;
}

/** The same, as journal and facts hold it: ISO 8601 in UTC. */
export interface RecordedDataLossWindow extends Facts {
  readonly from: string;
  readonly to: string;
}

const MINUTE = 60_000;
/** How long after the acknowledgement a halt may take and still be covered by it. */
const ALLOWANCE = 30 * MINUTE;

/** ISO 8601 in UTC, to the second or finer. No other spelling: at 3 a.m. a local time is a wrong time. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,3})?Z$/;

/** @returns milliseconds since the epoch, or undefined when the text is no such time */
export function parseInstant(text: string): number | undefined {
  if (!INSTANT.test(text)) return undefined;
  const time = Date.parse(text);
  // Date.parse takes the 31st of February for the 3rd of March.
  return Number.isNaN(time) || isoTime(time).slice(0, 19) !== text.slice(0, 19) ? undefined : time;
}

/**
 * Reads `<from>/<to>`.
 *
 * @throws Stop ACKNOWLEDGEMENT_MALFORMED (usage)
 */
export function parseDataLossWindow(text: string): DataLossWindow {
  const [from, to, ...rest] = text.split('/').map(parseInstant);
  if (from !== undefined && to !== undefined && rest.length === 0 && from <= to) return { from, to };
  throw stop('ACKNOWLEDGEMENT_MALFORMED', { text });
}

/** `<from>/<to>`, as `--accept-data-loss` takes it. */
export function dataLossWindowText(window: DataLossWindow): string {
  const { from, to } = recordedDataLossWindow(window);
  return `${from}/${to}`;
}

export function recordedDataLossWindow({ from, to }: DataLossWindow): RecordedDataLossWindow {
  return { from: instantText(from), to: instantText(to) };
}

export function dataLossWindowOf({ from, to }: RecordedDataLossWindow): DataLossWindow {
  return { from: Date.parse(from), to: Date.parse(to) };
}

/** To the second where that says it all. */
export function instantText(milliseconds: number): string {
  return isoTime(milliseconds).replace('.000Z', 'Z');
}

/** What the operator is asked to accept beforehand: the halt is yet to come, within half an hour, say. */
export function proposedWindow({
  restorePoint,
  now,
}: Pick<BeforehandProps, 'restorePoint' | 'now'>): DataLossWindow {
  return { from: restorePoint, to: Math.ceil((now + ALLOWANCE) / MINUTE) * MINUTE };
}

export interface BeforehandProps {
  /** What was accepted; undefined: nothing yet. */
  readonly accepted: DataLossWindow | undefined;
  /** The second that is restored, in milliseconds since the epoch. */
  readonly restorePoint: number;
  readonly now: number;
  /** The recovery time objective: whoever accepts more than a recovery takes has mistyped something. */
  readonly objectiveMinutes: number;
  /** The command to type with that window. */
  readonly command: (window: string) => string;
}

/**
 * Before writes are halted: demands the acceptance of what will be lost, from the restore point to a halt that is yet
 * to come.
 *
 * @throws Stop DATA_LOSS_NOT_ACCEPTED (refused) naming the window, with the command that accepts it
 */
export function requireAcceptedBeforehand(props: BeforehandProps): DataLossWindow {
  const { accepted, restorePoint, now, command } = props;
  const because = accepted === undefined ? undefined : objection({ ...props, accepted });
  if (accepted !== undefined && because === undefined) return accepted;
  const window = proposedWindow({ restorePoint, now });
  throw stop('DATA_LOSS_NOT_ACCEPTED', {
    because,
    ...recordedDataLossWindow(window),
    unless: 'writes are halted earlier',
    accepted: accepted === undefined ? undefined : dataLossWindowText(accepted),
    until: 'Accept the window, or choose another restore point.',
    next: command(dataLossWindowText(window)),
  });
}

/** In words: what is lost. */
export function describeDataLoss(window: DataLossWindow): string {
  const { from, to } = recordedDataLossWindow(window);
  const seconds = Math.round((window.to - window.from) / 1000);
  return `everything written from ${from} to ${to} (${seconds} s) will be lost`;
}

function objection({
  accepted,
  restorePoint,
  now,
  objectiveMinutes,
}: Omit<BeforehandProps, 'accepted' | 'command'> & { readonly accepted: DataLossWindow }):
  string | undefined {
  if (accepted.from !== restorePoint) return `the restore point is ${instantText(restorePoint)}`;
  if (accepted.to < now) return `writes are not halted yet and it is ${instantText(now)}`;
  if (accepted.to > now + objectiveMinutes * MINUTE) {
    return `the window ends more than ${objectiveMinutes} minutes from now, the recovery time objective`;
  }
  return undefined;
}

/**
 * Once it is known exactly: demands that what is really lost lies within what was accepted.
 *
 * @param because why it is that much @default writes were halted at its end
 * @param until a sentence: what does not happen before @default writes stay halted
 * @throws Stop DATA_LOSS_NOT_ACCEPTED (refused) naming the exact window, with the command that accepts it
 */
export function requireAccepted({
  window,
  accepted,
  incident,
  because = `writes were halted at ${window.to}`,
  until = 'Writes stay halted until it is accepted.',
}: {
  readonly window: RecordedDataLossWindow;
  readonly accepted: RecordedDataLossWindow | undefined;
  readonly incident: string;
  readonly because?: string;
  readonly until?: string;
}): void {
  const lost = dataLossWindowOf(window);
  if (accepted !== undefined) {
    const { from, to } = dataLossWindowOf(accepted);
    if (from <= lost.from && lost.to <= to) return;
  }
  const exact = { from: lost.from, to: Math.ceil(lost.to / 1000) * 1000 };
  throw stop('DATA_LOSS_NOT_ACCEPTED', {
    because,
    ...recordedDataLossWindow(lost),
    accepted: accepted === undefined ? undefined : `${accepted.from}/${accepted.to}`,
    until,
    next: `npx recover resume ${incident} --accept-data-loss ${dataLossWindowText(exact)}`,
  });
}
