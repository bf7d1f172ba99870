import { Worker } from '../worker/worker';
import { clientsOf, BUILDER, type DrillClients, type DrillRegion } from '../connection';
import { differingKeys } from '../item';
import type { Population } from '../population';
import { some, type Finding } from '../proof/finding';
import { readTable } from '../proof/read-table';
import type { Clock } from '../../engine/clock';
import { severable } from './severable';

export interface LoseZoneProps {
  readonly region: DrillRegion;
  readonly population: Pick<Population, 'ids' | 'ledger' | 'tokens'>;
  readonly clock: Clock;
  /** A worker runs in each; the first one is lost. */
  readonly zones: readonly string[];
  readonly seed: number;
}

/** Milliseconds of cloud time before the loss, and again after the lost worker was replaced. */
const SERVING = 90_000;
/** Until Fargate has started another task: the local cloud's own figure (services/ecs-services.ts), cloud milliseconds. */
const REPLACEMENT = 60_000;
const LOOPS = 2;

/**
 * Lets a worker serve a part of the users in each zone, cuts the one of the first zone off while it writes, and starts
 * another one for its users elsewhere, as ECS does. What they share is of the region: table, tokens, pointer.
 *
 * @throws Error what a worker met that is no answer of the service
 */
export async function loseZone(props: LoseZoneProps): Promise<Finding[]> {
  const { region, zones, population, clock, seed } = props;
  const opened: DrillClients[] = [];
  const open = (): DrillClients => {
    const clients = clientsOf(region, BUILDER, { attempts: 1 });
    opened.push(clients);
    return clients;
  };
  const start = (clients: DrillClients, zone: number): Promise<Worker> =>
    Worker.start({
      clients,
      names: region.names,
      clock,
      ledger: population.ledger,
      tokens: population.tokens,
      users: population.ids.filter((_, index) => index % zones.length === zone),
      seed: seed + zone,
      loops: LOOPS,
    });
  try {
    const doomed = severable(open());
    const lost = await start(doomed.clients, 0);
    const others = await Promise.all(zones.slice(1).map((_, index) => start(open(), index + 1)));
    await clock.sleep(SERVING);
    await doomed.sever();
    const lostAt = clock.now();
    await lost.stop();
    await clock.sleep(REPLACEMENT);
    const replacement = await start(open(), 0);
    await clock.sleep(SERVING);
    await Promise.all([...others, replacement].map((worker) => worker.stop()));
    const table = replacement.pointer.tableName;
    const held = await readTable(open().dynamodb, table, population.ledger.fingerprint);
    const different = differingKeys(population.ledger.stateOf(table), held);
    return [
      proveOthers(others, props),
      proveServedAgain(replacement, props, lostAt),
      proveWrites(different, doomed.unanswered, held.size),
    ];
  } finally {
    for (const clients of opened) clients.destroy();
  }
}

function proveOthers(others: readonly Worker[], { zones }: LoseZoneProps): Finding {
  const sum = (count: (worker: Worker) => number): number =>
    others.reduce((total, worker) => total + count(worker), 0);
  const failed = sum(({ availability: { reads, refusals } }) => reads.failed + refusals.failed);
  const answered = sum(({ availability }) => availability.reads.answered);
  return {
    id: 'others-unharmed',
    claim: 'the workers of the other zones notice nothing',
    holds: failed === 0 && answered > 0,
    evidence: `in ${zones.slice(1).join(' and ')}: ${answered} reads answered, ${failed} requests failed`,
  };
}

function proveServedAgain(
  { availability, pointer }: Worker,
  { population, zones }: LoseZoneProps,
  lostAt: number,
): Finding {
  const mine = new Set(population.ids.filter((_, index) => index % zones.length === 0));
  const since = population.ledger.writes.filter(({ time, key }) => time > lostAt && mine.has(userOf(key)));
  const [first] = since;
  const seconds = first === undefined ? undefined : Math.round((first.time - lostAt) / 1000);
  return {
    id: 'served-again',
    claim:
      'users of the lost zone are served elsewhere, by a worker that was told nothing but where AppConfig is',
    holds: since.length > 0 && availability.refusals.failed === 0,
    evidence:
      seconds === undefined
        ? 'no write of theirs was accepted again'
        : `${since.length} writes to ${pointer.tableName}, the first ${seconds} s after the loss, of which ${REPLACEMENT / 1000} s stand for the start of a task`,
  };
}

function proveWrites(different: readonly string[], unanswered: ReadonlySet<string>, items: number): Finding {
  const unexplained = different.filter((key) => !unanswered.has(key));
  return {
    id: 'no-write-lost',
    claim: 'every write that was acknowledged is in the table, those of the lost zone included',
    holds: unexplained.length === 0 && unanswered.size > 0 && items > 0,
    evidence:
      unexplained.length === 0
        ? `${items} items; under way when the zone went, so that nobody got an answer: ${some([...unanswered])}`
        : `different: ${some(unexplained)}`,
  };
}

/** The user in a key such as `USER#u0000001 PROFILE`, or in the key of a job's lock. */
function userOf(key: string): string {
  return /USER#([^ #-]+)/.exec(key)?.[1] ?? '';
}
