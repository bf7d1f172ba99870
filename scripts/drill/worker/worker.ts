import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { GetSecretValueCommand, ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import type { Names } from '../../../settings';
import type { Clock } from '../../engine/clock';
import { randomFrom } from '../../random';
import type { DrillClients } from '../connection';
import type { Item } from '../item';
import type { Tokens } from '../tokens';
import { Availability, type Refusal } from './availability';
import { carryOut, type WorkerWrite } from './change';
import { ConfigurationSession } from './configuration';
import type { Ledger } from './ledger';
import { operationFor, type WorkerOperation, type Service } from './operations';

/** Milliseconds of cloud time between two looks at the pointer: the shortest that AppConfig allows. */
const POLL_INTERVAL = 15_000;
/** Share of the users who come back at once after a request that was served wrongly. */
const RETRIES = 0.6;

export interface WorkerProps {
  readonly clients: Pick<DrillClients, 'dynamodb' | 'secrets' | 'appconfigdata'>;
  readonly names: Names;
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly users: readonly string[];
  readonly seed: number;
  /** Users who are served at the same time; each has users of its own, so that no two write one item. @default 6 */
  readonly loops?: number;
  /** Milliseconds of cloud time that pass between two requests of a loop. @default 2500 */
  readonly pace?: number;
  /** What every token must be, so that one that came back wrong is seen. */
  readonly tokens: Pick<Tokens, 'accepts'>;
}

/** The request of a user could not be served; it was counted, and the worker goes on. */
class NotServed extends Error {}

/**
 * The SyncWell worker as a probe: reads its table's name from AppConfig, serves users all the time, and keeps a ledger of
 * every write that was acknowledged and of everything that was not.
 */
export class Worker {
  readonly availability = new Availability();
  /** When a token was missing or another one's, cloud time in milliseconds since the epoch. */
  readonly brokenTokens: number[] = [];
  /** Writes that another writer was ahead of. */
  conflicts = 0;
  private readonly stopping = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  private running: Promise<unknown> = Promise.resolve();
  private gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined;
  private hasDamaged = false;
  private badRelease: { readonly share: number; readonly damage: WorkerOperation } | undefined;

  private constructor(
    private readonly props: WorkerProps,
    private readonly session: ConfigurationSession,
  ) {}

  /** @throws Error when there is no configuration */
  static async start(props: WorkerProps): Promise<Worker> {
    const session = await ConfigurationSession.start(props.clients.appconfigdata, props.names);
    const worker = new Worker(props, session);
    worker.running = worker.run();
    return worker;
  }

  get pointer(): ConfigurationSession['pointer'] {
    return this.session.pointer;
  }

  /** Ends when what is under way has ended. @throws what a loop met that is no answer of the service */
  async stop(): Promise<void> {
    this.resumeWrites();
    this.stopping.abort();
    await this.running;
  }

  /** Holds further writes back; returns when none is under way. */
  async pauseWrites(): Promise<void> {
    let open = (): void => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.gate = { opened, open };
    await Promise.allSettled(this.underWay);
  }

  resumeWrites(): void {
    this.gate?.open();
    this.gate = undefined;
  }

  /** From now on a share (0 to 1) of the requests does damage; undefined: none does any more. */
  release(bad: { readonly share: number; readonly damage: WorkerOperation } | undefined): void {
    this.badRelease = bad;
  }

  private run(): Promise<unknown> {
    const { users, seed, loops = 6 } = this.props;
    const served = Array.from({ length: loops }, (_, number) =>
      this.loop(
        users.filter((__, index) => index % loops === number),
        randomFrom(seed + number),
      ),
    );
    const all = Promise.all([this.poll(), ...served]);
    // Whoever stops the worker learns of it; until then it must not end the process.
    all.catch(() => undefined);
    return all;
  }

  private async poll(): Promise<void> {
    while (await this.waits(POLL_INTERVAL)) {
      // A worker that cannot ask goes on with what it knows.
      await this.session.poll().catch(() => undefined);
    }
  }

  private async loop(users: readonly string[], random: () => number): Promise<void> {
    const { pace = 2500, clock } = this.props;
    const service: Service = {
      now: () => clock.now(),
      random,
      write: (change) => this.write(change),
      readSecret: (arn, owner) => this.readSecret(arn, owner),
    };
    let again: string | undefined;
    while (users.length > 0 && (await this.waits(pace))) {
      const user = again ?? users[Math.floor(random() * users.length)] ?? '';
      again = undefined;
      try {
        const items = await this.readUser(user);
        const bad = this.badRelease;
        if (bad !== undefined && random() < bad.share) {
          // Whoever got something wrong tries again.
          if (random() < RETRIES) again = user;
          await bad.damage(service, items);
          this.hasDamaged = true;
        } else await operationFor(random(), { leaving: this.hasDamaged })(service, items);
      } catch (error) {
        if (!(error instanceof NotServed)) throw error;
      }
    }
  }

  private async readUser(user: string): Promise<Item[]> {
    const { dynamodb } = this.props.clients;
    return this.reading(async () => {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName: this.pointer.tableName,
          KeyConditionExpression: 'PK = :user',
          ExpressionAttributeValues: { ':user': { S: `USER#${user}` } },
          ConsistentRead: true,
        }),
      );
      return Items;
    });
  }

  private async readSecret(arn: string, owner: string): Promise<void> {
    const { clients, tokens, clock } = this.props;
    const text = await this.reading(async () => {
      try {
        const { SecretString } = await clients.secrets.send(new GetSecretValueCommand({ SecretId: arn }));
        return SecretString;
      } catch (error) {
        // An answer, too: the connection points to nothing.
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }
    });
    if (!tokens.accepts(owner, text)) this.brokenTokens.push(clock.now());
  }

  private async reading<Result>(read: () => Promise<Result>): Promise<Result> {
    try {
      const result = await read();
      this.availability.read(true);
      return result;
    } catch {
      this.availability.read(false);
      throw new NotServed();
    }
  }

  private async write(change: WorkerWrite): Promise<void> {
    await this.gate?.opened;
    const { tableName, writesEnabled, epoch } = this.pointer;
    if (!writesEnabled) return this.refuse('halted');
    const attempt = this.attempt(change, tableName, epoch);
    this.underWay.add(attempt);
    try {
      await attempt;
    } finally {
      this.underWay.delete(attempt);
    }
  }

  private async attempt(change: WorkerWrite, table: string, epoch: number): Promise<void> {
    const { clients, clock, ledger } = this.props;
    try {
      const outcomes = await carryOut(clients.dynamodb, table, change);
      const time = clock.now();
      const { operation, good = true } = change;
      for (const { key, image } of outcomes) {
        ledger.record({
          time,
          table,
          operation,
          key,
          image: image === undefined ? null : ledger.fingerprint(image),
          good,
          epoch,
        });
        // A recovery has said since what is right.
        if (this.pointer.incidentId === null) ledger.ideal.note(key, image, good);
      }
      this.availability.accepted(time);
    } catch (error) {
      const { name } = error as Error;
      if (name === 'ConditionalCheckFailedException' || name === 'TransactionCanceledException') {
        this.conflicts += 1;
        throw new NotServed();
      }
      this.refuse(name === 'AccessDeniedException' ? 'denied' : 'failed');
    }
  }

  private refuse(why: Refusal): never {
    this.availability.refused(this.props.clock.now(), why);
    throw new NotServed();
  }

  /** @returns false when the worker is to end */
  private async waits(milliseconds: number): Promise<boolean> {
    try {
      await this.props.clock.sleep(milliseconds, this.stopping.signal);
      return true;
    } catch {
      return false;
    }
  }
}
