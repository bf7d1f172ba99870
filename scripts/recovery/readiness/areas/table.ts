import { requireTable } from '../../table/describe-table';
import { readTableSettings, isUnavailable } from '../../table/settings/read';
import { readPointer } from '../../service/pointer/pointer';
import { readFence } from '../../service/writers/fence';
import { failed, ok, unless, warning, type Check } from '../check';
import { deploy } from '../fixes';
import { once, type ReadinessWorld } from '../world';
import { readKey } from './keys';

const primary = deploy('primary');

/** What a restore is compared with, and what guards the live table until then. */
export const TABLE: readonly Check[] = [
  {
    id: 'table/active',
    title: 'The live table exists and is active',
    severity: 'critical',
    fix: primary,
    async check(world) {
      const { TableName, TableStatus } = await describe(world);
      const found = `${TableName ?? ''} is ${TableStatus ?? 'in no known state'}`;
      return TableStatus === 'ACTIVE' || TableStatus === 'UPDATING' ? ok(found) : failed(found);
    },
  },
  {
    id: 'table/deletion-protection',
    title: 'The live table cannot be deleted',
    severity: 'critical',
    fix: updateTable('--deletion-protection-enabled'),
    async check(world) {
      const { DeletionProtectionEnabled } = await describe(world);
      return DeletionProtectionEnabled === true ? ok('protected') : failed('deletion protection is off');
    },
  },
  {
    id: 'table/encryption',
    title: "The live table is encrypted under the region's own key",
    severity: 'major',
    fix: (world) =>
      updateTable(`--sse-specification Enabled=true,SSEType=KMS,KMSMasterKeyId=${world.names.keyAlias}`)(
        world,
      ),
    async check(world) {
      const [{ SSEDescription }, { arn }] = await Promise.all([
        describe(world),
        readKey(world, world.primary),
      ]);
      const used = SSEDescription?.KMSMasterKeyArn ?? 'the key that AWS owns';
      return used === arn ? ok(used) : failed(`encrypted under ${used}, not ${arn}`);
    },
  },
  {
    id: 'table/stream',
    title: 'Every change of the live table goes to a stream, with both images',
    severity: 'critical',
    fix: updateTable('--stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES'),
    async check(world) {
      const { StreamSpecification } = await describe(world);
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
    fix: primary,
    async check(world) {
      const { GlobalSecondaryIndexes = [] } = await describe(world);
      const { reauthIndex, scheduleIndex } = world.names;
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
    fix: ({ settings }) =>
      `aws dynamodb update-time-to-live --table-name ${settings.table.primary.activeName} --time-to-live-specification Enabled=true,AttributeName=ttl --region ${settings.primary.region}`,
    async check(world) {
      const { attribute } = (await valueOf(world, 'timeToLive')) as { attribute: string | null };
      return attribute === 'ttl' ? ok('ttl') : failed(`they expire by ${attribute ?? 'nothing'}`);
    },
  },
  {
    id: 'table/tags',
    title: 'The live table carries the tags of its backups and of its generation',
    severity: 'major',
    fix: primary,
    async check(world) {
      const tags = (await valueOf(world, 'tags')) as Readonly<Record<string, string>>;
      const { backupTag, generationTag, originalTable } = world.names;
      const wanted = {
        [backupTag.key]: backupTag.value,
        [generationTag]: (await liveTable(world)) === originalTable ? 'original' : 'restored',
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
    fix: primary,
    async check(world) {
      const { mode } = (await valueOf(world, 'capacity')) as { mode: string };
      const wanted = world.settings.table.billing.mode === 'on-demand' ? 'PAY_PER_REQUEST' : 'PROVISIONED';
      return mode === wanted ? ok(mode) : failed(`it is ${mode}, the settings say ${wanted}`);
    },
  },
  {
    id: 'table/insights',
    title: 'Hot keys of the live table can be seen',
    severity: 'minor',
    fix: primary,
    async check(world) {
      const insights = (await valueOf(world, 'contributorInsights')) as Readonly<
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
    fix: () => 'npx recover preflight data-corruption',
    async check(world) {
      const { unknown, values } = await settingsOf(world);
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
    fix: () => 'npx recover resume-writes',
    async check(world) {
      const [{ writesEnabled }, { raised }] = await Promise.all([
        once(world, 'pointer', () => readPointer(world.action)),
        readFence(world.action, await liveTable(world)),
      ]);
      return unless(
        [
          !writesEnabled && 'AppConfig says writesEnabled false',
          raised && "the table's policy denies writes",
        ],
        'writes go on',
      );
    },
  },
  {
    id: 'table/old-generations',
    title: 'Tables that are no longer live are kept, and deny writes',
    severity: 'major',
    fix: ({ settings }) =>
      `npx recover halt-writes --table ${settings.table.primary.adoptedNames.at(-1) ?? 'TABLE'}`,
    async check(world) {
      const live = await liveTable(world);
      const { originalTable } = world.names;
      const others = [originalTable, ...world.settings.table.primary.adoptedNames].filter(
        (table) => table !== live,
      );
      const open = await Promise.all(
        others.map(async (table) => ((await readFence(world.action, table)).raised ? [] : [table])),
      );
      const [first] = open.flat();
      return first === undefined
        ? ok(others.length === 0 ? 'there is no other table' : `${others.join(', ')} deny writes`)
        : failed(`${open.flat().join(', ')} can be written`, `npx recover halt-writes --table ${first}`);
    },
  },
];

/** Name of the table that AppConfig calls live. */
export async function liveTable(world: ReadinessWorld): Promise<string> {
  return (await once(world, 'pointer', () => readPointer(world.action))).tableName;
}

function describe(world: ReadinessWorld) {
  return once(world, 'table', async () => requireTable(world.action, await liveTable(world)));
}

function settingsOf(world: ReadinessWorld) {
  return once(world, 'table settings', async () => readTableSettings(world.action, await liveTable(world)));
}

/** @throws Error NotImplemented when the region cannot say */
async function valueOf(world: ReadinessWorld, setting: string) {
  const value = (await settingsOf(world)).values[setting];
  if (isUnavailable(value)) throw Object.assign(new Error(value.unavailable), { name: 'NotImplemented' });
  return value;
}

function updateTable(change: string): Check['fix'] {
  return ({ settings }) =>
    `aws dynamodb update-table --table-name ${settings.table.primary.activeName} ${change} --region ${settings.primary.region}`;
}
