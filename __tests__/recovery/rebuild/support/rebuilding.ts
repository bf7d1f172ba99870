import { ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { CreateAliasCommand, CreateKeyCommand, DisableKeyCommand } from '@aws-sdk/client-kms';
import type { HttpRequest } from '@smithy/types';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Clients } from '../../../../scripts/recovery/aws/clients';
import { targetOf, type Target } from '../../../../scripts/recovery/aws/target';
import type { RecoveryFacts } from '../../../../scripts/runbooks/facts';
import type { RecoveryContext, RecoveryStep } from '../../../../scripts/runbooks/world';
import { loadSettings } from '../../../../settings';
import { names, stateOf, TARGET as SOURCE, World, type Item } from '../../protect/support/world';
import { Killed, type Kill } from '../../../support/killed-calls';

export { SOURCE };
const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
/** The healthy region, with the other one assumed lost. */
export const HEALTHY = targetOf(settings, 'recovery', { lost: 'primary' });
const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };

/** What one run and the ones that go on after it share: their journal and their folder. */
export interface Incident {
  readonly facts: Partial<RecoveryFacts>;
  readonly folder: string;
}

export interface RunProps {
  readonly kill?: Kill;
  /** @default the other region is lost */
  readonly target?: Target;
  /** Whether the other region answers. @default false */
  readonly evacuates?: boolean;
}

/** A healthy region with a vault, and what a run of steps needs there. */
export class Rebuilding {
  private readonly folders: string[] = [];
  /** Documents that steps kept. */
  readonly kept = new Map<string, object>();

  constructor(readonly world: World) {}

  remove(): void {
    for (const folder of this.folders) rmSync(folder, { recursive: true });
  }

  /** The key behind the alias of the healthy region. */
  async makeKey(): Promise<void> {
    const { kms } = this.clients();
    const { KeyMetadata } = await kms.send(new CreateKeyCommand({}));
    await kms.send(new CreateAliasCommand({ AliasName: names.keyAlias, TargetKeyId: KeyMetadata?.KeyId }));
  }

  async disableKey(): Promise<void> {
    await this.clients().kms.send(new DisableKeyCommand({ KeyId: names.keyAlias }));
  }

  /** Items of the region that is going to be lost. */
  async putMany(keys: readonly string[], value: string): Promise<void> {
    for (const key of keys) await this.world.put(key, 'x', value);
  }

  lose(): void {
    this.world.cloud.dark.set(SOURCE.region, 'refuse');
  }

  /** @param facts of an earlier run that it goes on from */
  incident(facts: Partial<RecoveryFacts> = {}): Incident {
    const folder = mkdtempSync(join(tmpdir(), 'rebuild-'));
    this.folders.push(folder);
    return { facts: { ...facts }, folder };
  }

  clients(target: Target = HEALTHY, kill?: Kill): Clients {
    return connect(target, {
      requestHandler: this.handler(kill) as never,
      endpoint: 'http://in-process',
      credentials,
      clock: this.world.clock,
      random: () => 0,
    });
  }

  action(props: RunProps = {}) {
    const { target, clients } = this.context(this.incident(), props).world;
    return {
      target,
      clients,
      clock: this.world.clock,
      signal: new AbortController().signal,
      progress: () => undefined,
    };
  }

  /** Runs steps one after the other as the executor does. @returns the evidence of the last one */
  async run(steps: readonly RecoveryStep[], incident: Incident, props: RunProps = {}) {
    const context = this.context(incident, props);
    let evidence = {};
    for (const step of steps) {
      if ((await step.check(context)) === 'to do') await step.run(context);
      evidence = await step.verify(context);
    }
    return evidence;
  }

  /** @param kill.call counts calls that change something, from 1 @returns whether the run was killed before its end */
  async dies(steps: readonly RecoveryStep[], incident: Incident, kill: Kill): Promise<boolean> {
    try {
      await this.run(steps, incident, { kill });
      return false;
    } catch (error) {
      if (!(error instanceof Killed)) throw error;
      return true;
    }
  }

  context(
    { facts, folder }: Incident,
    { kill, target = HEALTHY, evacuates = false }: RunProps = {},
  ): RecoveryContext {
    const known: Partial<RecoveryFacts> = facts;
    const clients = this.clients(target, kill);
    return {
      world: {
        target,
        clients,
        ...(evacuates ? { source: { target: SOURCE, clients: this.clients(SOURCE) } } : {}),
        infrastructure: undefined as never,
        acknowledged: undefined,
        folder,
        keep: (name, content) => {
          this.kept.set(name, content);
          return Promise.resolve();
        },
      },
      incident: 'INC-20260301-000000-0000',
      facts: known,
      clock: this.world.clock,
      signal: new AbortController().signal,
      record: (learnt) => {
        // As a journal keeps it.
        Object.assign(known, JSON.parse(JSON.stringify(learnt)));
        return Promise.resolve();
      },
      progress: () => undefined,
    };
  }

  /** Items of a table of the healthy region, by their keys. */
  async items(TableName: string): Promise<Map<string, string>> {
    return stateOf(await this.read(TableName));
  }

  async read(TableName: string): Promise<Item[]> {
    const { dynamodb } = this.clients();
    const items: Item[] = [];
    let start: Item | undefined;
    do {
      const page: ScanCommandOutput = await dynamodb.send(
        new ScanCommand({ TableName, ...(start === undefined ? {} : { ExclusiveStartKey: start }) }),
      );
      items.push(...(page.Items ?? []));
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  /** Calls that the cloud saw in the healthy region. */
  seen(operation: string): number {
    return this.world.cloud.requests.filter(
      (one) => one.operation === operation && one.region === HEALTHY.region && one.status === 200,
    ).length;
  }

  private handler(kill: Kill | undefined) {
    const { requestHandler } = this.world.cloud;
    if (kill === undefined) return requestHandler;
    let changes = 0;
    let dead = false;
    return {
      ...requestHandler,
      handle: async (request: HttpRequest) => {
        if (isChange(request)) changes += 1;
        if (!dead && changes === kill.call) {
          dead = true;
          if (kill.carriedOut) await requestHandler.handle(request);
        }
        if (dead) throw new Killed();
        return requestHandler.handle(request);
      },
    };
  }
}

/** Whoever is killed while he reads leaves nothing behind that he would not have left before his next change. */
function isChange({ headers }: HttpRequest): boolean {
  return /\.(Create|Put|Update|Delete|BatchWrite|Restore|Stop|Tag)/.test(headers['x-amz-target'] ?? '');
}
