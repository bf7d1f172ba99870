import { chooseSource, findSources, told } from '../../rebuild/find-sources';
import { proveVault } from '../../rebuild/prove-vault';
import { planRestore } from '../../rebuild/secrets';
import { VaultContents } from '../../rebuild/vault-contents';
import { freshnessOf, isWithin } from '../../vault';
import { secretsActionOf } from '../../vault/secrets';
import { endOf, readChain, readSettingsCopy, restorePointOf, tableVaultToRestore } from '../../vault/table';
import { readExportLocks } from '../export-locks';
import { liveTableOf, secretsQuotaOf } from '../facts';
import { secretsHighWaterMarkIn, tableHighWaterMarkIn, tableVaultIn, withinObjective } from '../freshness';
import { failed, ok, UNLESS_KNOWN, warning, type Check, type Seen } from '../model';
import type { Survey } from '../survey';

/** Minutes after which an export is late: each takes a quarter of an hour of changes, and as long to be made. */
const EXPORTS_LATE = 60;

const copyNow = (): string => 'npx recover protect';
/** Another round would not be able to read them either: this one says which they are, and what each is refused with. */
const NAME_UNREADABLE = 'npx recover secrets backup';

/** What the continuity agent has copied into the standby region: all that a lost region can be rebuilt from. */
export const VAULT: readonly Check[] = [
  {
    id: 'vault/table',
    title: 'The live table could be rebuilt from its copy, within the recovery point objective',
    severity: 'critical',
    moments: ['doctor', 'status', 'first step regional-outage'],
    preflightName: 'table vault',
    // The step that chooses the source finds out what cannot be rebuilt from.
    stops: [],
    operatorOnly: true,
    mend: copyNow,
    async look(survey) {
      const [mark, live] = await Promise.all([tableHighWaterMarkIn(survey), liveTableIfKnown(survey)]);
      if (mark === undefined) return failed('nothing was ever copied');
      const { table } = mark;
      if (live !== undefined && live !== table) return failed(`${table} is copied, and ${live} is live`);
      const point = restorePointOf(mark);
      if (point === undefined) return failed('no export is complete yet');
      const why = point.reason === null ? '' : ` (${point.reason})`;
      return withinObjective(survey, { at: point.at, found: `${table} is copied by ${point.with}${why}` });
    },
  },
  {
    id: 'vault/chain',
    title: 'The chain of exports has no gap, and goes on',
    severity: 'critical',
    moments: ['doctor', 'status'],
    operatorOnly: true,
    mend: copyNow,
    async look(survey) {
      const mark = await tableHighWaterMarkIn(survey);
      if (mark === undefined || mark.exports === null) return failed('no export is complete yet');
      const chain = await readChain(tableVaultIn(survey), mark.table, mark.exports.number);
      const end = endOf(chain);
      if (end === undefined) return failed('there is no full export');
      const found = `a full export and ${chain.length - 1} incremental ones up to ${end}`;
      return isWithin(freshnessOf(end, survey.clock.now()), EXPORTS_LATE)
        ? ok(found)
        : warning(`${found}: more than ${EXPORTS_LATE} minutes ago`);
    },
  },
  {
    id: 'vault/locked',
    title: 'No object of the exports can be deleted before its time',
    severity: 'critical',
    operatorOnly: true,
    mend: copyNow,
    async look(survey) {
      const mark = await tableHighWaterMarkIn(survey);
      if (mark === undefined || mark.exports === null) return failed('no export is complete yet');
      const vault = tableVaultIn(survey);
      const { objects, unlocked, until } = await readExportLocks(vault, mark, survey.clock.now());
      const [first] = unlocked;
      return first === undefined
        ? ok(`${objects} objects are locked, the first until ${until ?? 'an unknown time'}`)
        : failed(
            `${unlocked.length} of ${objects} objects in ${vault.exports.bucket} have no lock, such as ${first}`,
          );
    },
  },
  {
    id: 'vault/table-source',
    title: 'The table can be rebuilt from the source that is taken, which is proven to be whole',
    severity: 'critical',
    moments: ['preflight regional-outage'],
    preflightName: 'table source',
    stops: UNLESS_KNOWN,
    mend: () => 'npx recover doctor --only vault',
    async look(survey) {
      const { action, run } = survey;
      const sources = await findSources(action);
      const { class: kind, table, vault, restorePoint } = chooseSource(sources, run?.wanted);
      if (vault !== null) {
        await proveVault(action, await VaultContents.open(tableVaultToRestore(action), table, vault));
      }
      const found = `${sources.map(told).join('; ')}; ${kind} is taken`;
      return neverFails(withinObjective(survey, { at: restorePoint, found }));
    },
  },
  {
    id: 'vault/settings',
    title: 'The settings of the live table are in the vault',
    severity: 'major',
    operatorOnly: true,
    mend: copyNow,
    async look(survey) {
      const copy = await readSettingsCopy(tableVaultIn(survey), await liveTableOf(survey));
      return copy === undefined ? failed('they are not') : ok(`as they are since ${copy.readAt}`);
    },
  },
  {
    id: 'vault/secrets',
    title: 'The secrets are sealed in the vault, within the recovery point objective',
    severity: 'critical',
    moments: ['doctor', 'status', 'first step regional-outage'],
    preflightName: 'secrets vault',
    stops: [],
    operatorOnly: true,
    mend: copyNow,
    look: secretsAreFresh,
  },
  {
    id: 'vault/secrets-whole',
    title: 'Every sealed secret can be opened, and the region has room for it',
    severity: 'critical',
    moments: ['preflight regional-outage'],
    preflightName: 'secrets vault',
    stops: UNLESS_KNOWN,
    mend: () => 'npx recover doctor --only vault',
    async look(survey) {
      const quota = await secretsQuotaOf(survey);
      const { secrets, missing } = await planRestore(
        secretsActionOf(survey.action),
        quota === undefined ? {} : { quota },
      );
      const { found, ...fresh } = neverFails(await secretsAreFresh(survey));
      return { ...fresh, found: `${secrets} secrets, ${missing} of them to be made; ${found}` };
    },
  },
];

async function secretsAreFresh(survey: Survey): Promise<Seen> {
  const mark = await secretsHighWaterMarkIn(survey);
  if (mark === undefined) return failed('nothing was ever sealed');
  const { coveredUntil, secrets, unreadable } = mark;
  if (coveredUntil === null) return failed(`${unreadable} secrets could never be read`, NAME_UNREADABLE);
  const seen = withinObjective(survey, { at: coveredUntil, found: `${secrets} secrets are sealed` });
  if (unreadable === 0) return seen;
  const judge = seen.state === 'ok' ? warning : failed;
  return judge(`${seen.found}; ${unreadable} could not be read`, NAME_UNREADABLE);
}

/** An old copy can be rebuilt from as well, and somebody should know. */
function neverFails(seen: Seen): Seen {
  return seen.state === 'failed' ? { ...seen, state: 'warning' } : seen;
}

/** Undefined where the serving region is lost, or does not say: copies are fresh or old all the same. */
function liveTableIfKnown(survey: Survey): Promise<string | undefined> {
  // Before a move the action works in the region that is to take the service, which does not know.
  if (survey.action.target.regionKind !== survey.serving) return Promise.resolve(undefined);
  return liveTableOf(survey).catch(() => undefined);
}
