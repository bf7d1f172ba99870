import { chooseTargetName } from '../../table/restore';
import { isUnavailable } from '../../table/settings/read';
import {
  describedTable,
  isFenced,
  liveTableOf,
  oldTablesOf,
  pointerOf,
  runningIncidentsOf,
  tableOf,
  tableSettingsOf,
} from '../facts';
import { replicaIn, withinObjective } from '../freshness';
import { deployServing } from '../mends';
import { failed, ok, unless, UNLESS_KNOWN, warning, type Check } from '../model';
import { servingOf, type Survey } from '../survey';
import { readKey } from './keys';

/** Status of a table whose key cannot be used: neither reads nor writes nor backups go through (aws-facts.md, 1). */
const UNUSABLE_KEY = 'INACCESSIBLE_ENCRYPTION_CREDENTIALS';

/** What a restore is compared with, and what guards the live table until then. */
export const TABLE: readonly Check[] = [
  {
    id: 'table/active',
    title: 'The live table exists and is active',
    severity: 'critical',
    moments: ['doctor', 'status', 'preflight data-corruption'],
    preflightName: 'table',
    stops: UNLESS_KNOWN,
    mend: deployServing,
    async look(survey) {
      const { TableName, TableStatus } = await describedTable(survey);
      const found = `${TableName ?? ''} is ${TableStatus ?? 'in no known state'}`;
      if (TableStatus === 'ACTIVE' || TableStatus === 'UPDATING') return ok(found);
      return failed(found, TableStatus === UNUSABLE_KEY ? 'npx recover doctor --only keys' : undefined);
    },
  },
  {
    id: 'table/deletion-protection',
    title: 'The live table cannot be deleted',
    severity: 'critical',
    mend: updateTable('--deletion-protection-enabled'),
    async look(survey) {
      const { DeletionProtectionEnabled } = await describedTable(survey);
      return DeletionProtectionEnabled === true ? ok('protected') : failed('deletion protection is off');
    },
  },
  {
    id: 'table/encryption',
    title: "The live table is encrypted under the region's own key",
    severity: 'major',
    mend: (survey) =>
      updateTable(`--sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=${survey.names.keyAlias}`)(
        survey,
      ),
    async look(survey) {
      const [{ SSEDescription }, { arn }] = await Promise.all([
        describedTable(survey),
        readKey(survey, servingOf(survey)),
      ]);
      const used = SSEDescription?.KMSMasterKeyArn ?? 'the key that AWS owns';
      return used === arn ? ok(used) : failed(`encrypted under ${used}, not ${arn}`);
    },
  },
  {
    id: 'table/stream',
    title: 'Every change of the live table goes to a stream, with both images',
    severity: 'critical',
    mend: updateTable('--stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES'),
    async look(survey) {
      const { StreamSpecification } = await describedTable(survey);
      const { StreamEnabled, StreamViewType } = StreamSpecification ?? {};
      if (StreamEnabled !== true) return failed('there is no stream: no damage can be traced or salvaged');
      return StreamViewType === 'NEW_AND_OLD_IMAGES'
        ? ok(StreamViewType)
        : failed(`the stream has ${StreamViewType ?? 'no images'} only`);
    },
  },
  {
    id: 'table/indexes',
    title: 'The indexes of the live table exist and are active',
    severity: 'critical',
    mend: deployServing,
    async look(survey) {
      const { GlobalSecondaryIndexes = [] } = await describedTable(survey);
      const { reauthIndex, scheduleIndex } = survey.names;
      const states = [reauthIndex, scheduleIndex].map((name) => ({
        name,
        state: GlobalSecondaryIndexes.find(({ IndexName }) => IndexName === name)?.IndexStatus ?? 'missing',
      }));
      return unless(
        states.map(({ name, state }) => state !== 'ACTIVE' && state !== 'UPDATING' && `${name} is ${state}`),
        'both are active',
      );
    },
  },
  {
    id: 'table/time-to-live',
    title: 'Items of the live table expire by the attribute ttl',
    severity: 'minor',
    mend: ({ settings, serving }) =>
      `aws dynamodb update-time-to-live --table-name ${settings.table[serving].activeName} --time-to-live-specification Enabled=true,AttributeName=ttl --region ${settings[serving].region}`,
    async look(survey) {
      const { attribute } = (await valueOf(survey, 'timeToLive')) as { attribute: string | null };
      return attribute === 'ttl' ? ok('ttl') : failed(`they expire by ${attribute ?? 'nothing'}`);
    },
  },
  {
    id: 'table/tags',
    title: 'The live table carries the tags of its backups and of its generation',
    severity: 'major',
    mend: deployServing,
    async look(survey) {
      const tags = (await valueOf(survey, 'tags')) as Readonly<Record<string, string>>;
      const { backupTag, generationTag, originalTable } = survey.names;
      const wanted = {
        [backupTag.key]: backupTag.value,
        [generationTag]: (await liveTableOf(survey)) === originalTable ? 'original' : 'restored',
      };
      return unless(
        Object.entries(wanted).map(
          ([key, value]) => tags[key] !== value && `${key} is ${tags[key] ?? 'missing'}, not ${value}`,
        ),
        'both are there',
      );
    },
  },
  {
    id: 'table/capacity',
    title: 'The live table is billed as the settings say',
    severity: 'major',
    mend: deployServing,
    async look(survey) {
      const { mode } = (await valueOf(survey, 'capacity')) as { mode: string };
      const wanted = survey.settings.table.billing.mode === 'on-demand' ? 'PAY_PER_REQUEST' : 'PROVISIONED';
      return mode === wanted ? ok(mode) : failed(`it is ${mode}, the settings say ${wanted}`);
    },
  },
  {
    id: 'table/insights',
    title: 'Hot keys of the live table can be seen',
    severity: 'minor',
    mend: deployServing,
    async look(survey) {
      const insights = (await valueOf(survey, 'contributorInsights')) as Readonly<
        Record<string, string | null>
      >;
      const off = Object.keys(insights).filter((index) => insights[index] === null);
      return unless(
        off.map((index) => `contributor insights of ${index === '' ? 'the table' : index} are off`),
        `on for the table and ${Object.keys(insights).length - 1} indexes`,
      );
    },
  },
  {
    id: 'table/known-settings',
    title: 'A restore could carry every setting of the live table over',
    severity: 'major',
    moments: ['doctor', 'preflight data-corruption'],
    runNeedsMend: false,
    mend: () => 'npx recover preflight data-corruption',
    async look(survey) {
      const { unknown, values } = await tableSettingsOf(survey);
      const unseen = Object.entries(values).filter(([, value]) => isUnavailable(value));
      if (unknown.length > 0) return failed(`the tool does not know ${unknown.join(', ')}`);
      return unseen.length === 0
        ? ok(`${Object.keys(values).length} settings are known`)
        : warning(`${unseen.map(([id]) => id).join(', ')} cannot be read in this region`);
    },
  },
  {
    id: 'table/writes',
    title: 'Nothing denies writes to the live table',
    severity: 'major',
    moments: ['doctor', 'status', 'preflight data-corruption'],
    preflightName: 'writes',
    runNeedsMend: false,
    mend: () => 'npx recover resume-writes',
    async look(survey) {
      const table = await tableOf(survey);
      const [{ writesEnabled, incidentId }, isDenied] = await Promise.all([
        pointerOf(survey),
        isFenced(survey, table),
      ]);
      if (writesEnabled && !isDenied) return ok('writes go on');
      const complaints = [
        !writesEnabled && `AppConfig says writesEnabled false (${incidentId ?? 'no incident'})`,
        isDenied && `the policy of ${table} denies writes`,
      ];
      return unless(complaints, '', await resumeAfter(survey, incidentId));
    },
  },
  {
    id: 'table/old-generations',
    title: 'Tables that are no longer live are kept, and deny writes',
    severity: 'major',
    moments: ['doctor', 'status'],
    mend: ({ settings, serving }) =>
      `npx recover halt-writes --table ${settings.table[serving].adoptedNames.at(-1) ?? 'TABLE'}`,
    async look(survey) {
      const others = oldTablesOf(survey, await liveTableOf(survey));
      const open = await Promise.all(
        others.map(async (table) => ((await isFenced(survey, table)) ? [] : [table])),
      );
      const [first] = open.flat();
      // A late worker could still write where nobody reads.
      return first === undefined
        ? ok(others.length === 0 ? 'there is no other table' : `${others.join(', ')} deny writes`)
        : failed(
            `${open.flat().join(', ')} can be written, and no longer live`,
            `npx recover halt-writes --table ${first}`,
          );
    },
  },
  {
    id: 'table/replica',
    title: 'The replica that the settings ask for follows, within the recovery point objective',
    severity: 'major',
    moments: ['doctor', 'status'],
    operatorOnly: true,
    mend: deployServing,
    async look(survey) {
      if (!survey.settings.table.replica) return ok('the settings ask for none');
      const { at, note } = await replicaIn(survey, await liveTableOf(survey));
      return at === null ? failed(note) : withinObjective(survey, { at, found: note });
    },
  },
  {
    id: 'table/target-name',
    title: 'A name for the restored table is free',
    severity: 'critical',
    moments: ['preflight data-corruption'],
    preflightName: 'target name',
    stops: UNLESS_KNOWN,
    mend: () => 'npx recover status',
    async look(survey) {
      const table = await tableOf(survey);
      return ok(`${await chooseTargetName(survey.action, table)} is free`);
    },
  },
];

/** The command that lets writes go on: what is left of the incident that halted them, where one is under way. */
async function resumeAfter(survey: Survey, incidentId: string | null): Promise<string> {
  const running = await runningIncidentsOf(survey).catch(() => []);
  const halter = running.find(({ id }) => id === incidentId);
  return halter === undefined || halter.runbook === 'halt-writes'
    ? 'npx recover resume-writes'
    : `npx recover resume ${halter.id}`;
}

/** @throws Error NotImplemented when the region cannot say */
async function valueOf(survey: Survey, setting: string) {
  const value = (await tableSettingsOf(survey)).values[setting];
  if (isUnavailable(value)) throw Object.assign(new Error(value.unavailable), { name: 'NotImplemented' });
  return value;
}

function updateTable(change: string): Check['mend'] {
  return ({ settings, serving }) =>
    `aws dynamodb update-table --table-name ${settings.table[serving].activeName} ${change} --region ${settings[serving].region}`;
}
