import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSettings } from '../../../settings';
import { connect } from '../../../scripts/recovery/aws/clients';
import { targetOf } from '../../../scripts/recovery/aws/target';
import { approve, type Approval } from '../../../scripts/recovery/incident/approvals';
import { digestOf, shownFrom, type Shown } from '../../../scripts/recovery/incident/shown';
import { personOf } from '../../../scripts/recovery/aws/caller';
import type { Connection } from '../../../scripts/recovery/incident/connection';
import { parseDataLossWindow, type DataLossWindow } from '../../../scripts/recovery/incident/data-loss';
import { abortIncident, runIncident } from '../../../scripts/recovery/incident/run-incident';
import { S3Mirror } from '../../../scripts/recovery/incident/s3-mirror';
import { writeTextIf, type Bucket } from '../../../scripts/recovery/aws/s3-objects';
import { openSession } from '../../../scripts/recovery/incident/session';
import { systemClock } from '../../../scripts/engine/clock';
import { replay } from '../../../scripts/engine/journal/replay';
import type { Step } from '../../../scripts/engine/step';
import { Interrupted, Stop } from '../../../scripts/engine/stop';
import { startAuditCloud, type AuditCloud } from './support/audit-cloud';

const INCIDENT = 'INC-20260301-000000-0000';

let cloud: AuditCloud;
let audit: Bucket;
let root: string;
beforeAll(async () => {
  cloud = await startAuditCloud();
}, 120_000);
afterAll(() => cloud.close());
beforeEach(async () => {
  audit = await cloud.newBucket();
  root = mkdtempSync(join(tmpdir(), 'run-incident-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

/** What the toy procedure does to the world: two steps, the first of which can be undone. */
interface World {
  readonly did: string[];
  before?: (step: string) => Promise<void>;
}

function toyStep(id: string, needs: readonly string[], undo = false): Step<World, object> {
  return {
    id,
    title: id,
    why: 'test',
    needs,
    budgetMinutes: 1,
    byHand: 'test',
    proves: 'it was done',
    check: ({ world }) => Promise.resolve(world.did.includes(id) ? 'done' : 'to do'),
    plan: () => Promise.resolve([]),
    async run({ world }) {
      await world.before?.(id);
      world.did.push(id);
    },
    verify: () => Promise.resolve({}),
    ...(undo
      ? {
          undo({ world }) {
            world.did.push(`undo ${id}`);
            return Promise.resolve();
          },
        }
      : {}),
  };
}

interface Person {
  readonly name: string;
  /** @default a machine of their own */
  readonly machine?: string;
  readonly processId?: number;
}

function connectionOf({ name }: Person, approvals: boolean): Connection {
  const settings = {
    ...loadSettings({ env: { SYNCWELL_ENV: 'drill' } }),
    approvals: { required: approvals },
  };
  const arn = `arn:aws:sts::${settings.accountId}:assumed-role/syncwell-drill-recovery-operator/${name}`;
  const target = targetOf(settings);
  return {
    target,
    clients: connect(target, { clock: systemClock }),
    clock: systemClock,
    speed: 1,
    caller: { arn, accountId: settings.accountId, userId: `AROAROLE:${name}`, person: personOf(arn) },
    audit,
  };
}

interface RunOptions {
  readonly declare?: boolean;
  readonly approvals?: boolean;
  readonly window?: DataLossWindow;
  readonly signal?: AbortSignal;
  readonly how?: 'run' | 'abort' | 'undo';
}

async function go(person: Person, world: World, options: RunOptions = {}): Promise<unknown> {
  const { declare = false, approvals = false, window, how = 'run' } = options;
  const { name, machine = name, processId = 1 } = person;
  const connection = connectionOf(person, approvals);
  const session = await openSession({
    connection,
    incident: INCIDENT,
    folder: join(root, machine),
    holder: { host: machine, processId },
  });
  const props = {
    connection,
    session,
    ...(declare ? { declaration: { incident: INCIDENT, runbook: 'toy', parameters: { n: 1 } } } : {}),
    runbookOf: () => ({
      id: 'toy',
      title: 'Toy',
      when: 'in tests',
      steps: [toyStep('first', [], true), toyStep('second', ['first'])],
    }),
    worldOf: () => world,
    accept: () => window,
    progressOf: () => ({ watch: () => undefined, close: () => Promise.resolve() }),
    signal: options.signal ?? new AbortController().signal,
  };
  try {
    return how === 'run'
      ? await runIncident(props)
      : await abortIncident(props, { evenCompleted: how === 'undo' });
  } finally {
    await session.close();
  }
}

async function kinds(): Promise<string[]> {
  return (await new S3Mirror(audit).read(INCIDENT)).map(({ kind, step }) =>
    step === null ? kind : `${kind} ${step}`,
  );
}

const alice = { name: 'alice' };
const bob = { name: 'bob' };
const BOB = 'arn:aws:sts::123456789012:assumed-role/syncwell-drill-recovery-approver/bob';

describe('an incident', () => {
  it('is declared, run to its end, and mirrored line by line', async () => {
    const world: World = { did: [] };
    const incident = await go(alice, world, {
      declare: true,
      window: parseDataLossWindow('2026-03-01T00:00:00Z/2026-03-01T01:00:00Z'),
    });
    expect(incident).toMatchObject({
      id: INCIDENT,
      runbook: 'toy',
      state: 'completed',
      parameters: { n: 1 },
    });
    expect(world.did).toEqual(['first', 'second']);
    expect(await kinds()).toEqual([
      'declared',
      'acknowledged',
      'run-started',
      'step-started first',
      'step-done first',
      'step-started second',
      'step-done second',
      'completed',
    ]);
  });

  it('is not run again once it is completed', async () => {
    const world: World = { did: [] };
    await go(alice, world, { declare: true });
    const lines = await kinds();
    await go(bob, world);
    expect(world.did).toEqual(['first', 'second']);
    expect(await kinds()).toEqual(lines);
  });

  it('that nobody declared is refused', async () => {
    await expect(go(alice, { did: [] })).rejects.toMatchObject({
      code: 'INCIDENT_UNKNOWN',
      kind: 'precondition',
    });
  });

  it('stops in order on request, gives the lease back, and goes on from another machine', async () => {
    const controller = new AbortController();
    const world: World = {
      did: [],
      before: (step) => {
        if (step === 'first') controller.abort(new Interrupted());
        return Promise.resolve();
      },
    };
    await expect(go(alice, world, { declare: true, signal: controller.signal })).rejects.toBeInstanceOf(
      Interrupted,
    );
    expect((await kinds()).at(-1)).toBe('interrupted');
    await go(bob, world);
    expect(world.did).toEqual(['first', 'second']);
    expect(replay(await new S3Mirror(audit).read(INCIDENT)).operators.map(personOf)).toEqual([
      'alice',
      'bob',
    ]);
  });

  it('is refused to a second one while it runs', async () => {
    let refused: unknown;
    const world: World = {
      did: [],
      async before() {
        refused ??= await go(bob, { did: [] }).catch((error: unknown) => error);
      },
    };
    await go(alice, world, { declare: true });
    expect(refused).toMatchObject({ code: 'LEASE_HELD', kind: 'refused' });
  });

  it('that was taken over is left alone by the first machine, whose journal is not forked', async () => {
    const theirs: World = { did: [] };
    const world: World = {
      did: [],
      async before(step) {
        // The first machine seems dead to the second one, which shares its name.
        if (step === 'first') await go({ name: 'bob', machine: 'alice', processId: 4_194_305 }, theirs);
      },
    };
    await expect(go({ ...alice, processId: 4_194_304 }, world, { declare: true })).rejects.toMatchObject({
      kind: 'refused',
      code: expect.stringMatching(/LEASE_LOST|JOURNAL_TAKEN_OVER/),
    });
    expect(theirs.did).toEqual(['first', 'second']);
    expect(world.did).not.toContain('second');
    expect((await kinds()).at(-1)).toBe('completed');
  });

  it('keeps a step that failed, says why, and tries it again', async () => {
    const stop = new Stop({ kind: 'verification', code: 'BAD', message: 'bad data' });
    const world: World = { did: [], before: () => Promise.reject(stop) };
    await expect(go(alice, world, { declare: true })).rejects.toBe(stop);
    delete world.before;
    await go(alice, world);
    expect(world.did).toEqual(['first', 'second']);
  });
});

describe('an abort', () => {
  it('undoes what can be undone, and then the incident cannot go on', async () => {
    const world: World = {
      did: [],
      before: (step) => (step === 'second' ? Promise.reject(new Error('broken')) : Promise.resolve()),
    };
    await expect(go(alice, world, { declare: true })).rejects.toThrow('broken');
    expect(await go(bob, world, { how: 'abort' })).toMatchObject({
      undone: ['first'],
      incident: { state: 'aborted' },
    });
    expect(world.did).toEqual(['first', 'undo first']);
    await expect(go(alice, world)).rejects.toMatchObject({ code: 'INCIDENT_ABORTED' });
    expect(await go(bob, world, { how: 'abort' })).toMatchObject({ undone: [] });
  });

  it('of a completed incident is refused, unless the procedure has an opposite', async () => {
    const world: World = { did: [] };
    await go(alice, world, { declare: true });
    await expect(go(alice, world, { how: 'abort' })).rejects.toMatchObject({ code: 'INCIDENT_COMPLETED' });
    expect(await go(alice, world, { how: 'undo' })).toMatchObject({ undone: ['first'] });
  });
});

describe('where a second person must approve', () => {
  async function approveAs(
    person: Person,
    change: Partial<Shown> = {},
    clock = systemClock,
  ): Promise<Approval> {
    const entries = await new S3Mirror(audit).read(INCIDENT);
    const { target, caller } = connectionOf(person, true);
    const incident = replay(entries);
    const shown = shownFrom(incident, { declaration: entries[0]!.hash, region: target.region });
    return approve({
      bucket: audit,
      names: target.names,
      clock,
      caller,
      incident,
      shown: { ...shown, ...change },
    });
  }

  /** As somebody with other means than this tool would write it. */
  async function write(key: string, content: object): Promise<void> {
    const text = JSON.stringify(content);
    await writeTextIf(audit, `approvals/${INCIDENT}/${key}`, { text, etag: undefined });
  }

  const goOn = () => go(alice, { did: [] }, { approvals: true });

  async function declared(world: World): Promise<void> {
    await expect(go(alice, world, { declare: true, approvals: true })).rejects.toMatchObject({
      code: 'APPROVAL_MISSING',
      kind: 'refused',
      next: `npx recover resume ${INCIDENT}`,
    });
  }

  it('nothing is done before, and what was approved is written down', async () => {
    const world: World = { did: [] };
    await declared(world);
    expect(world.did).toEqual([]);
    await approveAs(bob);
    await go(alice, world, { approvals: true });
    expect(world.did).toEqual(['first', 'second']);
    const { approvals } = replay(await new S3Mirror(audit).read(INCIDENT));
    expect(approvals.map(({ data }) => data)).toEqual([
      expect.objectContaining({ approver: 'bob', userId: 'AROAROLE:bob' }),
    ]);
  });

  it('nobody approves what they declared', async () => {
    await declared({ did: [] });
    await expect(approveAs(alice)).rejects.toMatchObject({
      code: 'APPROVED_BY_SAME_PERSON',
      kind: 'refused',
    });
  });

  it('who approved may not run it, and that refusal spoils nothing', async () => {
    const world: World = { did: [] };
    await declared(world);
    await approveAs(bob);
    await expect(go(bob, world, { approvals: true })).rejects.toMatchObject({
      code: 'APPROVED_BY_SAME_PERSON',
    });
    await go(alice, world, { approvals: true });
    expect(world.did).toEqual(['first', 'second']);
  });

  it('an approval of another declaration counts for nothing', async () => {
    await declared({ did: [] });
    await approveAs(bob, { declaration: 'f'.repeat(64) });
    await expect(goOn()).rejects.toMatchObject({
      code: 'APPROVAL_DOES_NOT_COVER',
      kind: 'refused',
      message: expect.stringContaining(`it is for another declaration of ${INCIDENT}`),
      next: `npx recover approve ${INCIDENT}`,
    });
  });

  it('an object that names somebody else is of the person in its key', async () => {
    await declared({ did: [] });
    const entries = await new S3Mirror(audit).read(INCIDENT);
    const [first] = entries;
    const { region } = connectionOf(bob, true).target;
    const now = shownFrom(replay(entries), { declaration: first!.hash, region });
    const content = { shown: now, approvedAt: new Date().toISOString() };
    await write(`AROAROLE:alice/${digestOf(now)}.json`, content);
    await expect(goOn()).rejects.toMatchObject({ code: 'APPROVED_BY_SAME_PERSON' });
    // Another person's id in front of one's own; the form of earlier versions; a field that names a person.
    await write(`AROAROLE:bob/AROAROLE:alice/${digestOf(now)}.json`, content);
    await write('bob.json', {
      incident: INCIDENT,
      declaration: first!.hash,
      approver: BOB,
      approvedAt: content.approvedAt,
    });
    await write(`AROAROLE:dave/${digestOf(now)}.json`, { ...content, approver: BOB });
    await write(`AROAROLE:erin/${'e'.repeat(64)}.json`, content);
    await expect(goOn()).rejects.toMatchObject({
      code: 'APPROVED_BY_SAME_PERSON',
      message: expect.stringMatching(/^alice/),
    });
  });

  it('one person is one person in both roles, and by either way of signing in', async () => {
    await declared({ did: [] });
    await expect(approveAs({ name: 'Alice@syncwell.example' })).rejects.toMatchObject({
      code: 'APPROVED_BY_SAME_PERSON',
    });
  });

  it('only a session of a role can approve', async () => {
    await declared({ did: [] });
    const { target, caller } = connectionOf(bob, true);
    const entries = await new S3Mirror(audit).read(INCIDENT);
    const incident = replay(entries);
    const shown = shownFrom(incident, { declaration: entries[0]!.hash, region: target.region });
    const user = { ...caller, userId: 'AIDABOB' };
    const props = { bucket: audit, names: target.names, clock: systemClock, incident, shown };
    await expect(approve({ ...props, caller: user })).rejects.toMatchObject({ code: 'APPROVER_NOT_IN_ROLE' });
  });

  it("yesterday's approval counts for nothing, and is given again", async () => {
    await declared({ did: [] });
    await approveAs(bob, {}, { ...systemClock, now: () => Date.now() - 24 * 3_600_000 });
    await expect(goOn()).rejects.toMatchObject({
      code: 'APPROVAL_DOES_NOT_COVER',
      message: expect.stringContaining('counts for 12 hours'),
    });
    await approveAs(bob);
    await expect(goOn()).resolves.toMatchObject({ state: 'completed' });
  });

  it('an approval of another incident counts for nothing', async () => {
    await declared({ did: [] });
    await approveAs(bob, { incident: 'INC-20260228-000000-0000' });
    await expect(goOn()).rejects.toMatchObject({
      code: 'APPROVAL_DOES_NOT_COVER',
      message: expect.stringContaining('it is for INC-20260228-000000-0000'),
    });
  });

  it('an approval for a narrower window counts for nothing: the operator cannot widen it alone', async () => {
    const narrow = parseDataLossWindow('2026-03-01T00:00:00Z/2026-03-01T01:20:00Z');
    const wide = parseDataLossWindow('2026-03-01T00:00:00Z/2026-03-01T01:54:00Z');
    const refused = { code: 'APPROVAL_MISSING' };
    const world: World = { did: [] };
    await expect(go(alice, world, { declare: true, approvals: true, window: narrow })).rejects.toMatchObject(
      refused,
    );
    await approveAs(bob);
    await expect(go(alice, world, { approvals: true, window: wide })).rejects.toMatchObject({
      code: 'APPROVAL_DOES_NOT_COVER',
      message: expect.stringContaining(
        'it accepts the data-loss window 2026-03-01T00:00:00Z/2026-03-01T01:20:00Z, and the run needs 2026-03-01T00:00:00Z/2026-03-01T01:54:00Z',
      ),
    });
    expect(world.did).toEqual([]);
    await approveAs(bob);
    await go(alice, world, { approvals: true, window: wide });
    expect(world.did).toEqual(['first', 'second']);
  });

  it.each([
    ['region', { region: 'eu-west-1' }],
    ['table', { table: 'AnotherTable' }],
    ['parameters', { parameters: { n: 2 } }],
    ['restore point', { restorePoint: '2026-03-01T00:00:00Z' }],
  ] as const)('an approval of another %s counts for nothing', async (word, change) => {
    await declared({ did: [] });
    await approveAs(bob, change);
    await expect(goOn()).rejects.toMatchObject({
      code: 'APPROVAL_DOES_NOT_COVER',
      message: expect.stringContaining(`it is for the ${word} `),
    });
  });

  it('approving twice changes nothing', async () => {
    await declared({ did: [] });
    const first = await approveAs(bob);
    expect(await approveAs(bob)).toEqual(first);
  });
});
