import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_KINDS } from '../../scripts/local-cloud/gateway/faults';
import { listKeys } from '../../scripts/recovery/aws/s3-objects';
import { randomFrom } from '../../scripts/random';
import { watchFiles } from '../simulation/support/files';
import { makeHaste } from '../simulation/support/haste';
import { amounts } from '../support/amounts';
import { spread } from '../support/spread';
import { Operator } from './support/incident';
import { liveThrough, type Life } from './support/lives';
import { mortal } from './support/mortal';
import { Half, trafficOf } from './support/service';
import { AWAY, HOME, MINUTE, TwoRegions } from './support/two-regions';

/** Each leaves the primary region, and comes home. */
const { SIMULATION_SEED: only } = process.env;
const seeds =
  only === undefined ? Array.from({ length: amounts.journeys }, (_, seed) => seed) : [Number(only)];
/** Milliseconds for one history, at most, on a machine that does much else. */
const LONGEST = 180_000;

watchFiles();
makeHaste();

it(
  `in each of ${seeds.length} histories of failing calls, lost answers, crashes and takeovers the service leaves its region and comes home, whole`,
  async () => {
    const failures: string[] = [];
    let deaths = 0;
    for (const seed of seeds) {
      try {
        deaths += await play(seed);
      } catch (error) {
        const replay = `SIMULATION_SEED=${seed} npx jest regional/histories`;
        failures.push(`seed ${seed}: ${String((error as Error).stack)}\nto play it alone: ${replay}`);
      }
    }
    expect(failures.join('\n\n')).toBe('');
    if (only === undefined) expect(deaths).toBeGreaterThan(seeds.length);
  },
  LONGEST * seeds.length,
);

/** @returns how many processes of the tool died */
async function play(seed: number): Promise<number> {
  const history = await History.begin(seed);
  try {
    // Every other one is an outage, the others leave a region that answers.
    await (seed % 2 === 0 ? history.loseRegion() : history.evacuate());
    await history.comeHome();
    return history.deaths;
  } finally {
    history.operator.remove();
  }
}

/** Calls of a run, roughly: deaths are spread over them. */
const CALLS = { outage: 400, move: 700, round: 60 };

class History {
  readonly operator: Operator;
  private readonly home: Half;
  private readonly away: Half;
  /** Every value that a secret ever had. */
  private readonly values = new Set<string>();
  /** Processes of the tool that died. */
  deaths = 0;

  private constructor(
    private readonly world: TwoRegions,
    private readonly random: () => number,
    private readonly seed: number,
  ) {
    this.operator = new Operator(world);
    this.home = Half.home(world);
    this.away = Half.away(world);
  }

  static async begin(seed: number): Promise<History> {
    const random = randomFrom(seed);
    const latency = random() < 0.3 ? 1_500 : 100;
    const cloud = { latency: () => 1 + random() * latency };
    const world = await TwoRegions.create({ users: 1 + Math.floor(random() * 2), cloud });
    return new History(world, random, seed);
  }

  /** Rounds of protection that die or fail, and two that do not; then the region is gone. */
  async loseRegion(): Promise<void> {
    const { world, operator, home, away } = this;
    const { cloud, clock } = world;
    await world.protect([1, 10]);
    for (let rounds = Math.floor(this.random() * 4); rounds > 0; rounds -= 1) {
      await this.use(home, `round ${rounds}`);
      await clock.sleep(this.random() * 10 * MINUTE);
      await this.dieProtecting();
    }
    await world.protect([10, 10]);
    const before = await stateOf(home);
    const objects = await objectsOf(world);
    cloud.dark.set(HOME.region, 'refuse');
    const from = cloud.requests.length;
    await this.disturbed(CALLS.outage, 'away', (lives) =>
      liveThrough(world, { operator, lives, run: (...given) => operator.outage(...given) }),
    );
    const calls = cloud.requests.slice(from);
    expect(calls.filter(({ region }) => region === HOME.region)).toEqual([]);
    await this.judge({ half: away, region: AWAY.region, before, objects, from });
    cloud.dark.set(HOME.region, 'up');
  }

  async evacuate(): Promise<void> {
    const { world, operator, home, away } = this;
    await world.protect([1, 10, 10]);
    await this.use(home, 'evacuated');
    const before = await stateOf(home);
    const objects = await objectsOf(world);
    const from = world.cloud.requests.length;
    await this.disturbed(CALLS.move, 'away', (lives) =>
      liveThrough(world, { operator, lives, run: (...given) => operator.evacuate(...given) }),
    );
    await this.judge({ half: away, region: AWAY.region, before, objects, from });
  }

  async comeHome(): Promise<void> {
    const { world, operator, home, away } = this;
    await this.use(away, 'while away');
    await world.clock.sleep(20 * MINUTE);
    const before = await stateOf(away);
    const objects = await objectsOf(world);
    const from = world.cloud.requests.length;
    await this.disturbed(CALLS.move, 'home', (lives) =>
      liveThrough(world, { operator, lives, run: (...given) => operator.failback(...given) }),
    );
    await this.judge({ half: home, region: HOME.region, before, objects, from });
  }

  /** What a user does: an item more, and a token renewed. */
  private async use(half: Half, what: string): Promise<void> {
    await half.lock(what);
    const names = Object.keys(await half.secrets()).filter((name) => name.includes('/users/'));
    const name = names[Math.floor(this.random() * names.length)] ?? '';
    await half.renewToken(name, `renewed, ${what}, ${this.random()}`);
    // What the list of secrets tells may be five minutes old.
    await this.world.clock.sleep(6 * MINUTE);
  }

  /** A whole round, of table, secrets and metrics, that dies of one of its calls. */
  private async dieProtecting(): Promise<void> {
    const { world, random } = this;
    const death = 1 + Math.floor(random() * CALLS.round);
    const carriedOut = random() < 0.5;
    let calls = 0;
    const agent = mortal(world.cloud, world.clock, () => {
      calls += 1;
      if (calls !== death) return 'lives';
      return carriedOut ? 'dies after' : 'dies before';
    });
    await Promise.race([world.protect([0], HOME, agent), agent.death]);
  }

  /** Up to three deaths, while calls fail at a rate of its own. How many, and when first, is spread over all histories. */
  private async disturbed(
    calls: number,
    way: 'away' | 'home',
    run: (lives: readonly Life[]) => ReturnType<typeof liveThrough>,
  ): Promise<void> {
    const { world, random } = this;
    const [cut, place] = spread(2 * this.seed + (way === 'away' ? 0 : 1));
    const lives = Array.from({ length: Math.floor(cut * 4) }, (_, life) => ({
      call: 1 + Math.floor((life === 0 ? place : random()) * calls),
      carriedOut: random() < 0.5,
      pause: random() * 15,
      elsewhere: random() < 0.4,
      torn: random() < 0.5,
    }));
    const rate = random() < 0.4 ? 0 : random() * 0.2;
    // How Terraform bears failing calls is Terraform's affair: then the stack is there, as a pilot light.
    if (rate > 0) await world.deploy('recovery');
    const seed = Math.floor(random() * 2 ** 31);
    world.cloud.setFaults({ rate, kinds: FAULT_KINDS, afterRate: random(), seed });
    const { incident, deaths } = await run(lives);
    world.cloud.setFaults(undefined);
    expect(incident.state).toBe('completed');
    this.deaths += deaths;
  }

  private async judge({ half, region, before, objects, from }: Judged): Promise<void> {
    const { world, operator, values } = this;
    for (const value of Object.values(before.secrets)) if (value.length > 8) values.add(value);
    expect(await stateOf(half)).toEqual(before);
    expect(await half.pointer()).toMatchObject({ writesEnabled: true });
    expect(await half.regionsOfCredentials()).toEqual([region]);
    expect(await half.tables()).toEqual([
      'SyncWellMetadata',
      expect.stringMatching(/^SyncWellMetadata-restored-/),
    ]);
    expect(await trafficOf(world)).toBe(region);
    expect(world.cloud.requests.slice(from).filter(isDeletion)).toEqual([]);
    expect(await objectsOf(world)).toEqual(expect.arrayContaining([...objects]));
    const said = textsOf(operator.folder).join('\n');
    for (const value of values) expect(said.includes(value)).toBe(false);
  }
}

interface Judged {
  /** The serving region. */
  readonly half: Half;
  readonly region: string;
  readonly before: Awaited<ReturnType<typeof stateOf>>;
  /** Of the vault, before it. */
  readonly objects: readonly string[];
  /** The first request of the run. */
  readonly from: number;
}

async function stateOf(half: Half) {
  return { items: await half.items(), secrets: await half.secrets() };
}

/** Everything that was ever copied to the recovery region. */
async function objectsOf({ away: { s3 }, clock }: TwoRegions): Promise<string[]> {
  const keys = (['exports', 'changes', 'secrets'] as const).map(async (purpose) => {
    const bucket = HOME.names.bucket(purpose, AWAY.region);
    return (await listKeys({ s3, clock, bucket }, '')).map((key) => `${bucket}/${key}`);
  });
  return (await Promise.all(keys)).flat();
}

/** A probe's DeleteItem is under a condition that cannot hold, and traffic is sent home by taking an object away. */
function isDeletion({ operation }: { readonly operation: string }): boolean {
  return (
    /^(Delete|Remove|Untag|Deregister)/i.test(operation) &&
    !['DeleteItem', 'DeleteObject'].includes(operation)
  );
}

/** Every file of every machine: journals, and what is kept beside them. */
function textsOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'utf8'));
}
