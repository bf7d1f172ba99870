import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  readChain,
  readDataFile,
  readManifest,
  readRounds,
  readSegment,
  readSettingsCopy,
  readTableHighWaterMark,
  readUnderWay,
  restorePointOf,
  tableKeys,
  type TableVault,
} from '../../scripts/recovery/vault/table';
import { MINUTE, PLACE, TABLE, World } from '../recovery/protect/support/world';
import { makeHaste } from '../simulation/support/haste';
import { golden } from './support/golden';
import {
  comparable,
  goldenObjects,
  plainOf,
  readObjects,
  writeObjects,
  type Objects,
} from './support/objects';

const { source } = PLACE;
const keys = tableKeys(source, TABLE);
makeHaste();

type Both = Readonly<Record<'exports' | 'changes', Objects>>;

/** A table is written to, and copied every eight minutes: a full export, incremental ones, rounds of changes. */
async function written(): Promise<Both> {
  const world = await World.create();
  await world.put('USER#u0', 'PROFILE', 'from before');
  for (let round = 1; round <= 7; round += 1) {
    await world.protect();
    await world.clock.sleep(8 * MINUTE);
    await world.put('USER#u1', `SYNCCONFIG#${round % 2}`, `of round ${round}`);
    if (round === 3) await putBytes(world);
    if (round === 5) await world.delete('USER#u0', 'PROFILE');
  }
  await world.protect();
  const { exports, changes } = world.action.vault;
  return { exports: await readObjects(exports), changes: await readObjects(changes) };
}

async function putBytes({ action }: World): Promise<void> {
  const [PK, SK] = [{ S: 'USER#u2' }, { S: 'PROFILE' }];
  const value = {
    M: { raw: { B: Buffer.from([0, 255]) }, all: { L: [{ N: '1.50' }, { BOOL: true }, { NULL: true }] } },
  };
  const Item = { PK, SK, value, names: { SS: ['a', 'b'] } };
  await action.clients.dynamodb.send(new PutItemCommand({ TableName: TABLE, Item }));
}

/** Everything that a reader finds in a vault. */
async function readVault(vault: TableVault): Promise<object> {
  const mark = await readTableHighWaterMark(vault);
  const chain = await readChain(vault, TABLE, mark?.exports?.number);
  const exported = [];
  for (const link of chain) {
    const files = await readManifest(vault, link);
    for (const file of files) for await (const states of readDataFile(vault, file)) exported.push(...states);
  }
  const [rounds, changed] = [[], []] as [object[], object[]];
  for await (const round of readRounds(vault, TABLE, 1)) {
    rounds.push(round);
    for (const segment of round.segments) {
      for await (const states of readSegment(vault, segment, { from: 0, until: null }))
        changed.push(...states);
    }
  }
  return {
    mark,
    restorePoint: mark && restorePointOf(mark),
    chain,
    exported,
    rounds,
    changed,
    settings: await readSettingsCopy(vault, TABLE),
    underWay: {
      full: (await readUnderWay(vault, TABLE, 'full'))?.content,
      incremental: (await readUnderWay(vault, TABLE, 'incremental'))?.content,
    },
  };
}

let today: Both;
let before: Both;
beforeAll(async () => {
  today = await written();
  before = {
    exports: goldenObjects('table-vault/exports', today.exports),
    changes: goldenObjects('table-vault/changes', today.changes),
  };
});

/** What AWS writes is no contract of ours: an export is told by its link alone. */
function ours(objects: Objects): Objects {
  return new Map([...objects].filter(([key]) => !key.startsWith(keys.exportPrefix)));
}

it.each(['exports', 'changes'] as const)(
  'what is written to the bucket of %s is what was written before',
  (bucket) => {
    const known = ours(before[bucket]);
    expect(comparable(today[bucket], { known })).toEqual(comparable(before[bucket], { known }));
  },
);

it('a vault that was written before is read to what it holds', async () => {
  const { vault } = (await World.create()).action;
  await writeObjects(vault.exports, before.exports);
  await writeObjects(vault.changes, before.changes);
  const read = plainOf(await readVault(vault));
  expect(read).toMatchObject(golden('table-vault-as-read.json', read));
});
