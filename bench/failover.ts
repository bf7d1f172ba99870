import Table from 'cli-table3';
import { criticalPath, type TimedStep } from '../scripts/recovery/estimate/critical-path';
import type { Incident } from '../scripts/engine/journal/replay';
import { RUNBOOKS } from '../scripts/runbooks';
import type { RecoveryRunbook } from '../scripts/runbooks/world';
import { Operator } from '../__tests__/regional/support/incident';
import { AWAY, HOME, settings, START, TwoRegions } from '../__tests__/regional/support/two-regions';
import { steadyClock } from './failover/steady-clock';
import { waitsOf, type Waits } from './failover/waits';
import { holdTo, type Target } from './target';

const MINUTE = 60_000;
/** Milliseconds that a request, and again its answer, are under way: a laptop far from the region. */
const LATENCY = 40;

interface Case {
  readonly users: number;
  /** What Terraform takes for the stack: most of it is the cache and the load balancer, which AWS makes. */
  readonly deployMinutes: number;
}

/** Once the deploy takes longest; and once the secrets do, made at fifty a second, as with a million users. */
const CASES: readonly Case[] = [
  { users: 2_000, deployMinutes: 15 },
  { users: 10_000, deployMinutes: 1 },
];

/**
 * Times a whole rebuild of a lost region, on a clock without a wall and under the real quotas, against the waits that AWS
 * imposes on it: those of the chain of steps that takes longest, and those of all steps one after the other.
 */
export async function benchFailover(): Promise<void> {
  const table = new Table({
    head: [
      'users',
      'secrets',
      'deploy',
      'rebuild',
      'imposed waits',
      'over them',
      'in sequence',
      'saved',
      'longest chain',
    ],
    colAligns: ['right', 'right', 'right', 'right', 'right', 'right', 'right', 'right', 'left'],
    style: { head: [], border: [] },
  });
  const targets: Target[] = [];
  for (const one of CASES) {
    console.error(`rebuilding a region of ${one.users} users ...`);
    const { row, over } = await measure(one);
    table.push(row);
    const claim = `time of a rebuild of ${one.users} users over the waits that AWS imposes`;
    targets.push({ claim, value: over, atMost: 5 });
  }
  console.log(table.toString());
  holdTo(targets);
}

async function measure(one: Case): Promise<{ readonly row: string[]; readonly over: number }> {
  const { outage, waits } = await rebuild(one);
  const path = criticalPath(stepsWith((id) => waits.seconds[id] ?? 0));
  const took = secondsOfAll(outage);
  if (process.env.BENCH_STEPS !== undefined) tell(outage, waits.seconds);
  const sequence = secondsOfAll((await rebuild(one, inSequence)).outage);
  const over = (took / path.seconds.likely - 1) * 100;
  const row = [
    String(one.users),
    String(waits.secrets),
    `${one.deployMinutes} min`,
    minutes(took),
    minutes(path.seconds.likely),
    `${over.toFixed(1)} %`,
    minutes(sequence),
    `${((1 - took / sequence) * 100).toFixed(0)} %`,
    path.steps.likely.filter((id) => (waits.seconds[id] ?? 0) > 0).join(', '),
  ];
  return { row, over };
}

async function rebuild(
  { users, deployMinutes }: Case,
  arrange?: (runbook: RecoveryRunbook) => RecoveryRunbook,
): Promise<{ readonly outage: Incident; readonly waits: Waits }> {
  const world = await TwoRegions.create({
    users,
    deployMinutes,
    clock: steadyClock(START),
    cloud: { latency: () => LATENCY },
  });
  const operator = new Operator(world);
  try {
    // Not before the users are there: to make them is no part of this.
    world.cloud.setThrottling(true);
    await world.protect([1, 10, 25]);
    world.cloud.dark.set(HOME.region, 'refuse');
    const before = world.cloud.requests.length;
    const outage = await operator.outage(undefined, { arrange });
    const calls = world.cloud.requests.slice(before).filter(({ region }) => region === AWAY.region);
    return { outage, waits: waitsOf({ calls, deploySeconds: deployMinutes * 60 }) };
  } finally {
    operator.remove();
  }
}

/** The same steps, each after all those before it. */
function inSequence(runbook: RecoveryRunbook): RecoveryRunbook {
  const ids = runbook.steps.map(({ id }) => id);
  return { ...runbook, steps: runbook.steps.map((step, index) => ({ ...step, needs: ids.slice(0, index) })) };
}

function stepsWith(secondsOfStep: (id: string) => number): TimedStep[] {
  const runbook = RUNBOOKS.find(({ id }) => id === 'regional-outage')?.define({
    to: settings.recovery.region,
  });
  return (runbook?.steps ?? []).map(({ id, needs }) => {
    const seconds = secondsOfStep(id);
    return { id, needs, seconds: { low: seconds, likely: seconds, high: seconds } };
  });
}

function secondsOfAll({ declaredAt, finishedAt }: Incident): number {
  return (Date.parse(finishedAt ?? '') - Date.parse(declaredAt)) / 1000;
}

function secondsOf({ steps }: Incident, id: string): number {
  const { startedAt, finishedAt } = steps.get(id) ?? {};
  return (Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '')) / 1000;
}

/** Where the time went, step by step, for whoever looks for what is left. */
function tell(outage: Incident, waits: Readonly<Record<string, number>>): void {
  for (const [id, { startedAt }] of outage.steps) {
    const after = (Date.parse(startedAt ?? '') - Date.parse(outage.declaredAt)) / 1000;
    const took = secondsOf(outage, id).toFixed(1);
    console.error(
      `${after.toFixed(1).padStart(8)} s  ${id}: ${took} s, of which ${waits[id] ?? 0} s are imposed`,
    );
  }
}

function minutes(seconds: number): string {
  return `${((seconds * 1000) / MINUTE).toFixed(1)} min`;
}
