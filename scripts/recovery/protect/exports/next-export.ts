import { isoTime } from '../../../engine/clock';
import type { RestoreWindow } from '../../table/restore-window';
import { EXPORT_FUZZ, type ExportKind } from '../../vault/table';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** What an incremental export may span (aws-facts.md, 3.4). */
export const SHORTEST = 15 * MINUTE;
export const LONGEST = 24 * HOUR;
/**
 * When a chain has grown long: half a day of quarter hours, or a week. A rebuild applies one incremental export after
 * the other, so that the length is its time; a full export is billed by the size of the table.
 */
export const LONG_CHAIN = 48;
export const OLD_CHAIN = 7 * 24 * HOUR;
/** A first full export waits no longer than this for the instant from which changes are copied. */
const PATIENCE = 15 * MINUTE;

/** The newest chain, as far as the next export hangs on it. */
export interface ChainState {
  /** Number of the newest link. */
  readonly number: number;
  /** The full export that it begins with. */
  readonly full: { readonly number: number; readonly to: string };
  /** The first instant that is not in it. */
  readonly end: string;
}

/** An export to ask for. Instants are whole seconds, as the API counts them. */
export interface WantedExport {
  readonly kind: ExportKind;
  readonly from: string | null;
  readonly to: string;
  /** For people. */
  readonly why: string;
}

export interface NextExportProps {
  /** undefined: nothing was exported yet. */
  readonly chain: ChainState | undefined;
  readonly window: RestoreWindow;
  /** Since when changes are copied; undefined: they are not. */
  readonly since: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * The exports that are due: a full one where there is no chain, where the chain can no longer be gone on with, or
 * where it has grown long; else an incremental one that goes on from its end. A full one that shortens a chain is of
 * the very instant where the chain ends, so that incremental ones go on meanwhile and belong to both. Pure.
 */
export function nextExports({ chain, window, since, now }: NextExportProps): WantedExport[] {
  const latest = Math.floor(Date.parse(window.latest) / 1000) * 1000;
  const begun = since === undefined ? undefined : Date.parse(since);
  const interruption = chain === undefined ? 'nothing was exported yet' : whyBroken(chain, window, now);
  if (chain === undefined || interruption !== undefined) {
    // Changes are of use only from before the end of the exports on.
    const isEarly = begun !== undefined && latest < begun + EXPORT_FUZZ && now - begun < PATIENCE;
    return isEarly ? [] : [full(latest, interruption ?? '')];
  }
  const end = Date.parse(chain.end);
  const why = whyShortened(chain, begun, now);
  return [
    ...(why === undefined ? [] : [full(end, why)]),
    ...(latest - end < SHORTEST
      ? []
      : [
          {
            kind: 'incremental' as const,
            from: chain.end,
            to: isoTime(Math.min(latest, end + LONGEST)),
            why: `changes since ${chain.end}`,
          },
        ]),
  ];
}

/** Why nothing can go on from the end of a chain; undefined: it can. */
function whyBroken({ end }: ChainState, { earliest }: RestoreWindow, now: number): string | undefined {
  if (Date.parse(end) < Date.parse(earliest)) {
    return `the exports end at ${end}, and point-in-time recovery knows nothing before ${earliest}`;
  }
  return now - Date.parse(end) > LONGEST ? `the exports end at ${end}, more than a day ago` : undefined;
}

function whyShortened(
  { number, full: first, end }: ChainState,
  since: number | undefined,
  now: number,
): string | undefined {
  const to = Date.parse(first.to);
  // Its own instant: there is nothing to leave out yet.
  if (first.to === end) return undefined;
  if (number - first.number >= LONG_CHAIN) return `${number - first.number} incremental exports`;
  if (now - to >= OLD_CHAIN) return `the last full export is of ${first.to}`;
  const isInterrupted = since !== undefined && to < since && Date.parse(end) >= since + EXPORT_FUZZ;
  return isInterrupted ? `changes are copied only since ${isoTime(since)}` : undefined;
}

function full(to: number, why: string): WantedExport {
  return { kind: 'full', from: null, to: isoTime(to), why };
}
