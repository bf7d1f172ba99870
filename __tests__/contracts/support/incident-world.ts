import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteObjectCommand } from '@aws-sdk/client-s3';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AwsCredentialIdentity, HttpRequest } from '@smithy/types';
import { rmSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { createInProcessCloud } from '../../../scripts/local-cloud/in-process';
import { connect, type Clients } from '../../../scripts/recovery/aws/clients';
import { targetOf } from '../../../scripts/recovery/aws/target';
import { auditBucketOf } from '../../../scripts/recovery/incident/s3-mirror';
import { listKeys, type Bucket } from '../../../scripts/recovery/aws/s3-objects';
import { journalPath } from '../../../scripts/engine/journal/file';
import type { Incident } from '../../../scripts/engine/journal/replay';
import { loadSettings } from '../../../settings';
import { corruptionOf, type Corruption } from '../../simulation/support/corruption';
import { Mortal } from '../../simulation/support/mortal';
import { putPolicy, shapeOf } from '../../simulation/support/shape';
import { runTool } from '../../simulation/support/tool';
import { furnish } from '../../support/furnished-cloud';
import { VirtualClock } from '../../support/virtual-clock';
import { readObjects, writeObjects } from './objects';

const START = Date.UTC(2026, 2, 1, 8);
const DAY = 24 * 60 * 60_000;
export const INCIDENT = 'INC-20260301-080000-0001';
const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
/** On demand, with a resource policy of its own, and with a deletion that only a person can tell from damage. */
const shape = shapeOf(targetOf(settings, 'primary'), 10);
const { target } = shape;

const MIRROR = `incidents/${INCIDENT}/`;
const LEASE = `leases/${settings.environment}.json`;

function mirrorKey(line: number): string {
  return `${MIRROR}${String(line).padStart(8, '0')}.json`;
}

/** A table that was corrupted, in a cloud in this process that is the same each time. */
export class IncidentWorld {
  readonly clock = new VirtualClock(START);
  private readonly cloud = createInProcessCloud({ clock: this.clock });
  private readonly clients: Clients;
  private activeTable = target.settings.table.primary.activeName;
  private processes = 0;

  private constructor() {
    this.clients = connect(target, {
      clock: this.clock,
      requestHandler: this.cloud.requestHandler,
      random: () => 0.5,
      credentials: { accessKeyId: 'service', secretAccessKey: 'local' },
    });
  }

  static async create(): Promise<{ world: IncidentWorld; corruption: Corruption }> {
    const world = new IncidentWorld();
    const { table, items } = await furnish(world.clients, target, { users: shape.users });
    await putPolicy(world.clients, target, table);
    const corruption = corruptionOf(items, START, shape.seed);
    await world.corrupt(table, corruption);
    return { world, corruption };
  }

  /**
   * One process of `recover run data-corruption`, or `recover resume`.
   *
   * @param folder of all incidents
   * @param until the step after which somebody presses Ctrl-C @default nobody does
   */
  async run(corruption: Corruption, folder: string, until?: string): Promise<Incident> {
    this.processes += 1;
    const interruption = new AbortController();
    const requestHandler = this.interrupting(interruption, until);
    const mortal = new Mortal({ clock: this.clock, requestHandler, blow: undefined, interrupted: false });
    return runTool({
      target,
      mortal: Object.assign(mortal, { signal: interruption.signal }),
      credentials: await this.signIn(),
      random: () => 0.5,
      infrastructure: this.infrastructure(),
      declaration: {
        incident: INCIDENT,
        runbook: 'data-corruption',
        parameters: { restoreTo: corruption.restoreTo, usersToVerify: 1 },
        acknowledged: { from: Date.parse(corruption.restoreTo), to: corruption.declaredAt + DAY },
      },
      folder,
      host: 'machine-1',
      // No process has such a number: whoever asks is told that it is dead.
      processId: 2 ** 30 + this.processes,
    });
  }

  /** Puts another journal in the place of the incident's, on this machine and in the audit bucket. */
  async replaceJournal(folder: string, text: string): Promise<void> {
    const path = journalPath(folder, INCIDENT);
    rmSync(dirname(path), { recursive: true, force: true });
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    const { s3, bucket: Bucket } = this.audit;
    for (const Key of await listKeys(this.audit, MIRROR)) {
      await s3.send(new DeleteObjectCommand({ Bucket, Key }));
    }
    const lines = text.trimEnd().split('\n');
    await writeObjects(
      this.audit,
      new Map(lines.map((line, index) => [mirrorKey(index + 1), Buffer.from(line)])),
    );
  }

  /** The journal as it lies in the audit bucket: one object a line. */
  async mirroredJournal(): Promise<string> {
    const objects = await readObjects(this.audit, MIRROR);
    const lines = Array.from({ length: objects.size }, (_, index) => objects.get(mirrorKey(index + 1)));
    return lines.map((line) => `${String(line)}\n`).join('');
  }

  async readLease(): Promise<object> {
    const text = (await readObjects(this.audit, LEASE)).get(LEASE)?.toString() ?? 'null';
    return JSON.parse(text) as object;
  }

  async writeLease(text: string): Promise<void> {
    await writeObjects(this.audit, new Map([[LEASE, Buffer.from(text)]]));
  }

  private get audit(): Bucket {
    return { s3: this.clients.audit, bucket: auditBucketOf(target), clock: this.clock };
  }

  /** Ctrl-C once the journal in the audit bucket has the step's end. */
  private interrupting(interruption: AbortController, until: string | undefined) {
    const { requestHandler } = this.cloud;
    return {
      ...requestHandler,
      handle: async (request: HttpRequest) => {
        const answer = await requestHandler.handle(request);
        const line =
          request.method === 'PUT' && request.path.includes(`/${INCIDENT}/`) ? textOf(request.body) : '';
        if (line.includes(`"kind":"step-done","step":"${String(until)}"`)) interruption.abort();
        return answer;
      },
    };
  }

  private infrastructure() {
    return {
      activeTable: () => Promise.resolve(this.activeTable),
      setActiveTable: (table: string) => {
        this.activeTable = table;
        return Promise.resolve();
      },
      isServing: () => Promise.resolve(true),
      setServing: () => Promise.reject(new Error('a recovery of data moves no service')),
      plan: () => Promise.resolve({ imports: ['restored'], creates: [], updates: [], losses: [] }),
      deploy: () => Promise.reject(new Error('a recovery of data deploys nothing')),
    };
  }

  private async corrupt(TableName: string, { writes, declaredAt }: Corruption): Promise<void> {
    const { dynamodb } = this.clients;
    for (const { at, item, gone } of writes) {
      await this.clock.sleep(at - this.clock.now());
      const { PK = '', SK = '' } = item;
      await (gone
        ? dynamodb.send(new DeleteItemCommand({ TableName, Key: marshall({ PK, SK }) }))
        : dynamodb.send(new PutItemCommand({ TableName, Item: marshall(item) })));
    }
    await this.clock.sleep(declaredAt - this.clock.now());
  }

  private async signIn(): Promise<AwsCredentialIdentity> {
    const RoleArn = target.names.roleArn('recovery-operator');
    const { Credentials } = await this.clients.sts.send(
      new AssumeRoleCommand({ RoleArn, RoleSessionName: 'ada' }),
    );
    const { AccessKeyId = '', SecretAccessKey = '' } = Credentials ?? {};
    return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey };
  }
}

function textOf(body: unknown): string {
  return typeof body === 'string' ? body : body instanceof Uint8Array ? Buffer.from(body).toString() : '';
}
