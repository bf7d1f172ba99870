import type { ExportDescription } from '@aws-sdk/client-dynamodb';
import { Stop } from '../../../engine/stop';
import type { Stored } from '../../vault';
import {
  EXPORT_KINDS,
  readLink,
  readUnderWay,
  writeLink,
  type ExportKind,
  type ExportUnderWay,
  type TableHighWaterMark,
} from '../../vault/table';
import type { RestoreWindow } from '../../table/restore-window';
import type { ProtectAction } from '../connection';
import { readChainState, withLink, type KnownChain } from './chain-state';
import { linkOf, type LinkContent, type LinkProps } from './link-of';
import { lockExport, lockFromNow } from './lock-export';
import { nextExports } from './next-export';
import { askForExport, describeExport, startExport } from './under-way';

/** What became of the exports in one round. Names and instants, never an item. */
export interface AdvancedExports {
  /** The newest chain; null: no export is complete yet. */
  readonly chain: NonNullable<TableHighWaterMark['exports']> | null;
  /** Exports whose link this round wrote. */
  readonly completed: readonly ExportNote[];
  readonly underWay: readonly ExportNote[];
  /** Exports that AWS says have failed; another is asked for once `BACK_OFF` is over. */
  readonly failed: readonly (ExportNote & { readonly code: string })[];
  /** What kept a kind of export from being looked at or asked for; the next round tries again. */
  readonly problems: readonly ExportProblem[];
  readonly started: readonly (ExportNote & { readonly why: string })[];
}

export interface ExportNote {
  readonly kind: ExportKind;
  readonly from: string | null;
  readonly to: string;
}

export interface ExportProblem {
  readonly kind: ExportKind;
  /** Of the Stop, or the name of the error. */
  readonly code: string;
  readonly message: string;
}

export interface AdvanceProps {
  readonly table: string;
  readonly mark: TableHighWaterMark['exports'];
  readonly window: RestoreWindow;
  /** Since when changes are copied; undefined: they are not. */
  readonly since: string | undefined;
}

/** Milliseconds after which a wish that AWS never took is dropped: its window may have moved. */
const STALE = 3_600_000;
/** Milliseconds after a failure in which no other export of the kind is asked for: what failed it may take its time. */
const BACK_OFF = 10 * 60_000;

/**
 * Looks at the exports that were asked for, commits those that are complete, and asks for those that are due; waits
 * for none. What goes wrong with one kind is told, and does not stop the other. Bears being killed and being run twice
 * at once.
 *
 * @throws Stop VAULT_GAP, VAULT_TAMPERED (precondition) when the chain cannot be read
 */
export async function advanceExports(action: ProtectAction, props: AdvanceProps): Promise<AdvancedExports> {
  const { table, mark, window, since } = props;
  let chain = await readChainState(action.vault, table, mark);
  const completed: ExportNote[] = [];
  const underWay: ExportNote[] = [];
  const failed: (ExportNote & { code: string })[] = [];
  const problems: ExportProblem[] = [];
  const started: (ExportNote & { why: string })[] = [];
  const free = new Map<ExportKind, Stored<ExportUnderWay> | undefined>();
  const ofItsOwn = async (kind: ExportKind, work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (error) {
      action.signal.throwIfAborted();
      problems.push(problemOf(kind, error));
    }
  };
  for (const kind of EXPORT_KINDS) {
    action.signal.throwIfAborted();
    await ofItsOwn(kind, async () => {
      const asked = await readUnderWay(action.vault, table, kind);
      if (asked === undefined || isOver(asked.content, chain)) {
        free.set(kind, asked);
        return;
      }
      const seen = await lookAt(action, table, asked);
      if (seen.state === 'under way') underWay.push(noteOf(asked.content));
      if (seen.state === 'failed') failed.push({ ...noteOf(asked.content), code: seen.code });
      if (seen.state === 'completed') {
        chain = await commit(action, chain, seen.link);
        completed.push(noteOf(asked.content));
      }
      if (seen.state !== 'under way' && !(seen.state === 'failed' && seen.isRecent)) free.set(kind, asked);
    });
  }
  for (const wanted of nextExports({ chain: chain.state, window, since, now: action.clock.now() })) {
    if (!free.has(wanted.kind)) continue;
    await ofItsOwn(wanted.kind, async () => {
      const asked = await askForExport(action, { table, wanted, before: free.get(wanted.kind) });
      if (asked === undefined) return;
      action.progress(`${wanted.kind} export up to ${wanted.to} started: ${wanted.why}`);
      started.push({ ...noteOf(wanted), why: wanted.why });
    });
  }
  const { state } = chain;
  return {
    chain:
      state === undefined ? null : { number: state.number, fullNumber: state.full.number, to: state.end },
    completed,
    underWay,
    failed,
    problems,
    started,
  };
}

function problemOf(kind: ExportKind, error: unknown): ExportProblem {
  if (!(error instanceof Error)) return { kind, code: 'unknown', message: String(error) };
  return { kind, code: error instanceof Stop ? error.code : error.name, message: error.message };
}

/** Whether an export has its link, or fits no chain any more. */
function isOver({ kind, from, to }: ExportUnderWay, { state }: KnownChain): boolean {
  if (state === undefined) return kind === 'incremental';
  return kind === 'full' ? to <= state.full.to : from !== state.end;
}

type Seen =
  | { readonly state: 'under way' | 'free' }
  | { readonly state: 'failed'; readonly code: string; readonly isRecent: boolean }
  | { readonly state: 'completed'; readonly link: LinkContent };

async function lookAt(action: ProtectAction, table: string, asked: Stored<ExportUnderWay>): Promise<Seen> {
  const { exportArn, askedAt } = asked.content;
  if (exportArn === null) {
    if (action.clock.now() - Date.parse(askedAt) > STALE) return { state: 'free' };
    await startExport(action, table, asked);
    return { state: 'under way' };
  }
  const description = await describeExport(action, exportArn);
  switch (description?.ExportStatus) {
    case undefined:
      return { state: 'free' };
    case 'COMPLETED':
      return {
        state: 'completed',
        link: await complete(action, { table, asked: asked.content, description }),
      };
    case 'FAILED':
      return {
        state: 'failed',
        code: description.FailureCode ?? 'unknown',
        isRecent: action.clock.now() - failedAt(description, asked.content) < BACK_OFF,
      };
    default:
      return { state: 'under way' };
  }
}

/** What a completed export left, locked before its link says that it is there. */
async function complete(action: ProtectAction, props: LinkProps): Promise<LinkContent> {
  const link = await linkOf(action.vault, props);
  await lockExport(action, link);
  return link;
}

/** Milliseconds; where AWS does not say it, when the export was asked for: it did not fail before. */
function failedAt({ EndTime }: ExportDescription, { askedAt }: ExportUnderWay): number {
  return EndTime?.getTime() ?? Date.parse(askedAt);
}

/** Writes the link of an export, behind the newest one; another round may do the same. */
async function commit(action: ProtectAction, chain: KnownChain, content: LinkContent): Promise<KnownChain> {
  const { vault } = action;
  for (let known = chain; ;) {
    // Another round began a chain anew: this one goes on from nothing that counts.
    if (content.kind === 'incremental' && content.from !== known.state?.end) return known;
    const number = (known.state?.number ?? 0) + 1;
    const link = { ...content, number, previous: known.newest };
    const stored =
      (await writeLink(vault, link, lockFromNow(action))) ?? (await readLink(vault, content.table, number));
    if (stored === undefined) continue;
    known = withLink(known, stored);
    if (stored.content.exportArn === content.exportArn) return known;
  }
}

function noteOf({ kind, from, to }: ExportNote): ExportNote {
  return { kind, from, to };
}
