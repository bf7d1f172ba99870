import { readMark } from '../../vault/secrets/mark';
import { endOf, readChain } from '../../vault/table/chain';
import type { TableMark } from '../../vault/table/format';
import { readTableMark, restorePointOf } from '../../vault/table/mark';
import { tableVaultOf, type TableVault } from '../../vault/table/place';
import { readSettingsCopy } from '../../vault/table/settings';
import { failed, ok, warning, type Check, type Seen } from '../check';
import { once, type ReadinessWorld } from '../world';
import { liveTable } from './table';

const MINUTE = 60_000;
/** Minutes after which an export is late: each takes a quarter of an hour of changes, and as long to be made. */
const EXPORTS_LATE = 60;

const copyNow = (): string => 'npx recover protect';
/** Another round would not be able to read them either: this one says which they are, and what each is refused with. */
const NAME_UNREADABLE = 'npx recover secrets backup';

/** What the continuity agent has copied into the recovery region: all that a lost region can be rebuilt from. */
export const VAULT: readonly Check[] = [
  {
    id: 'vault/table',
    title: 'The live table could be rebuilt from its copy, within the recovery point objective',
    severity: 'critical',
    operatorOnly: true,
    fix: copyNow,
    async check(world) {
      const [mark, table] = await Promise.all([readTheMark(world), liveTable(world)]);
      if (mark === undefined) return failed('nothing was ever copied');
      if (mark.table !== table) return failed(`${mark.table} is copied, and ${table} is live`);
      const point = restorePointOf(mark);
      if (point === undefined) return failed('no export is complete yet');
      const why = point.reason === null ? '' : `: ${point.reason}`;
      return within(world, { at: point.at, found: `from ${point.with}${why}` });
    },
  },
  {
    id: 'vault/chain',
    title: 'The chain of exports has no gap, and goes on',
    severity: 'critical',
    operatorOnly: true,
    fix: copyNow,
    async check(world) {
      const mark = await readTheMark(world);
      if (mark === undefined || mark.exports === null) return failed('no export is complete yet');
      const { exports, source } = vaultOf(world);
      const chain = await readChain(exports, source, mark.table, mark.exports.number);
      const end = endOf(chain);
      if (end === undefined) return failed('there is no full export');
      const found = `a full export and ${chain.length - 1} incremental ones up to ${end}`;
      const late = world.clock.now() - Date.parse(end) > EXPORTS_LATE * MINUTE;
      return late ? warning(`${found}: more than ${EXPORTS_LATE} minutes ago`) : ok(found);
    },
  },
  {
    id: 'vault/settings',
    title: 'The settings of the live table are in the vault',
    severity: 'major',
    operatorOnly: true,
    fix: copyNow,
    async check(world) {
      const { changes, source } = vaultOf(world);
      const copy = await readSettingsCopy(changes, source, await liveTable(world));
      return copy === undefined ? failed('they are not') : ok(`as they are since ${copy.readAt}`);
    },
  },
  {
    id: 'vault/secrets',
    title: 'The secrets are sealed in the vault, within the recovery point objective',
    severity: 'critical',
    operatorOnly: true,
    fix: copyNow,
    async check(world) {
      const { names, clock, primary, recovery } = world;
      const source = primary.target.region;
      const bucket = names.bucket('secrets', recovery.target.region);
      const found = await readMark({ s3: recovery.clients.s3, clock, source, bucket });
      if (found === undefined) return failed('nothing was ever sealed');
      const { coveredUntil, secrets, unreadable } = found.mark;
      if (coveredUntil === null) return failed(`${unreadable} secrets could never be read`, NAME_UNREADABLE);
      const seen = within(world, { at: coveredUntil, found: `${secrets} of them` });
      if (unreadable === 0) return seen;
      const judge = seen.state === 'ok' ? warning : failed;
      return judge(`${seen.found}; ${unreadable} could not be read`, NAME_UNREADABLE);
    },
  },
];

function within(
  { clock, settings }: ReadinessWorld,
  { at, found }: { readonly at: string; readonly found: string },
): Seen {
  const minutes = Math.max(0, (clock.now() - Date.parse(at)) / MINUTE);
  const allowed = settings.objectives.recoveryPointMinutes;
  const said = `up to ${at}, ${minutes.toFixed(1)} minutes ago, ${found}; the objective is ${allowed}`;
  return minutes <= allowed ? ok(said) : failed(said);
}

function readTheMark(world: ReadinessWorld): Promise<TableMark | undefined> {
  const { changes, source } = vaultOf(world);
  return once(world, 'mark of the table', () => readTableMark(changes, source));
}

function vaultOf({ names, clock, primary, recovery }: ReadinessWorld): TableVault {
  return tableVaultOf({
    names,
    source: primary.target.region,
    region: recovery.target.region,
    s3: recovery.clients.s3,
    clock,
  });
}
