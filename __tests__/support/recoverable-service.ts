import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutItemCommand, ScanCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { generateUsers } from '../../scripts/drill/generated-users';
import { startLocalCloud, type LocalCloud } from '../../scripts/local-cloud/local-cloud';
import { connect, type Clients } from '../../scripts/recovery/connection/clients';
import { targetOf, type Target } from '../../scripts/recovery/connection/target';
import { clockOf, isoSecond, type Clock } from '../../scripts/runbook/clock';
import { loadSettings } from '../../settings';
import { furnish } from './furnished-cloud';

const ROOT = join(__dirname, '..', '..');

export interface CommandOutcome {
  /** Exit status; null: killed. */
  readonly status: number | null;
  /** What was printed as JSON. */
  readonly json: any;
  readonly stdout: string;
  readonly stderr: string;
}

/** A service on a local cloud of its own whose data gets corrupted, and the real `recover` to bring it back. */
export class RecoverableService {
  readonly settingsDirectory: string;
  readonly incidents: string;
  /** The last good second. */
  restorePoint = '';
  private constructor(
    readonly cloud: LocalCloud,
    readonly target: Target,
    readonly clients: Clients,
    readonly clock: Clock,
    private readonly folder: string,
  ) {
    this.settingsDirectory = join(folder, 'settings');
    this.incidents = join(folder, 'incidents');
  }

  /** @param approvals whether a second person must approve @default false */
  static async start({ users = 20, speed = 1200, approvals = false } = {}): Promise<RecoverableService> {
    const cloud = await startLocalCloud({ owned: true, speed });
    const folder = mkdtempSync(join(tmpdir(), 'recoverable-'));
    cpSync(join(ROOT, 'settings', 'drill.json'), join(folder, 'settings', 'drill.json'));
    const target = targetOf(loadSettings({ env: { SYNCWELL_ENV: 'drill' } }));
    const clock = clockOf(cloud.clock());
    const clients = connect(target, {
      clock,
      endpoint: cloud.endpoint,
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const service = new RecoverableService(cloud, target, clients, clock, folder);
    if (approvals) service.editSettings((settings) => (settings.approvals.required = true));
    await furnish(clients, target, { users: generateUsers({ count: users }) });
    return service;
  }

  /** Lets good time pass, then breaks some items, then lets the damage be noticed. */
  async corrupt(items = 5): Promise<void> {
    const { clients, clock, target } = this;
    const TableName = target.names.originalTable;
    await clock.sleep(120_000);
    this.restorePoint = isoSecond(clock.now());
    await clock.sleep(60_000);
    const { Items = [] } = await clients.dynamodb.send(new ScanCommand({ TableName, Limit: items }));
    for (const Item of Items) {
      await clients.dynamodb.send(
        new PutItemCommand({ TableName, Item: { ...Item, version: { S: 'bad' } } }),
      );
    }
    await clock.sleep(6 * 60_000);
  }

  /** `from/to`, far enough ahead for a run that is killed and resumed many times. */
  get acceptedLoss(): string {
    return `${this.restorePoint}/${isoSecond(this.clock.now() + 3 * 3_600_000)}`;
  }

  /** Everything in a table, by key. */
  async itemsOf(table: string): Promise<Map<string, Record<string, AttributeValue>>> {
    const items = new Map<string, Record<string, AttributeValue>>();
    let start: Record<string, AttributeValue> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await this.clients.dynamodb.send(
        new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: start }),
      );
      for (const item of Items) items.set(`${item.PK!.S} ${item.SK!.S}`, item);
      start = LastEvaluatedKey;
    } while (start !== undefined);
    return items;
  }

  editSettings(change: (settings: any) => void): void {
    const file = join(this.settingsDirectory, 'drill.json');
    const settings = JSON.parse(readFileSync(file, 'utf8'));
    change(settings);
    writeFileSync(file, JSON.stringify(settings, null, 2));
  }

  /** What the environment of an operator is. @param person name of the session @default alice */
  async environment({
    person = 'alice',
    role = 'recovery-operator',
  }: { person?: string; role?: 'recovery-operator' | 'recovery-approver' } = {}): Promise<
    Record<string, string | undefined>
  > {
    const { Credentials } = await this.clients.sts.send(
      new AssumeRoleCommand({ RoleArn: this.target.names.roleArn(role), RoleSessionName: person }),
    );
    return {
      ...process.env,
      ...this.cloud.clientEnvironment(process.env),
      AWS_ACCESS_KEY_ID: Credentials!.AccessKeyId,
      AWS_SECRET_ACCESS_KEY: Credentials!.SecretAccessKey,
      AWS_SESSION_TOKEN: Credentials!.SessionToken,
      SYNCWELL_ENV: 'drill',
      SYNCWELL_SETTINGS_DIRECTORY: this.settingsDirectory,
      SYNCWELL_INCIDENTS_DIRECTORY: this.incidents,
    };
  }

  /** Runs the real command as a process of its own. */
  async recover(
    args: readonly string[],
    { env, preload = [] }: { env?: Record<string, string | undefined>; preload?: readonly string[] } = {},
  ): Promise<CommandOutcome> {
    const child = spawn(
      process.execPath,
      [...preload.flatMap((file) => ['-r', file]), join(ROOT, 'bin', 'recover.js'), ...args, '--json'],
      { cwd: ROOT, env: env ?? (await this.environment()), stdio: ['ignore', 'pipe', 'pipe'] },
    );
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
    child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
    const status = await new Promise<number | null>((resolve) => child.once('close', resolve));
    return { status, stdout, stderr, json: stdout.trim().startsWith('{') ? JSON.parse(stdout) : undefined };
  }

  /** Incidents on this machine. */
  incidentIds(): string[] {
    return existsSync(this.incidents) ? readdirSync(this.incidents).sort() : [];
  }

  async stop(): Promise<void> {
    this.clients.destroy();
    await this.cloud.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
