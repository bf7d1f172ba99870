import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DynamoDBClient,
  RestoreTableToPointInTimeCommand,
  UpdateContributorInsightsCommand,
  UpdateTableCommand,
  DeleteTableCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { runCommand } from '../../../scripts/recovery/service/terraform/run-command';
import { namesFor } from '../../../settings';

const ROOT = join(__dirname, '..', '..', '..');
const RESTORED = 'SyncWellMetadata-restored-2026-03-01';
const TABLE = 'SyncWellMetadata';

export interface WorldProps {
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What somebody did to the deployed environment, and the settings that go with it. */
export class World {
  private readonly table: DynamoDBClient;
  private readonly parameters: SSMClient;
  private readonly folder = mkdtempSync(join(tmpdir(), 'record-'));
  private readonly names = namesFor({ environment: 'drill', accountId: '123456789012' });

  constructor(private readonly props: WorldProps) {
    const endpoint = props.env.AWS_ENDPOINT_URL;
    const options = {
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      ...(endpoint === undefined ? {} : { endpoint }),
    };
    this.table = new DynamoDBClient(options);
    this.parameters = new SSMClient(options);
  }

  /** As a recovery does it: a second table, its insights, and the pointer's parameter moved. */
  async restoreTable(): Promise<void> {
    await this.table.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableName: TABLE,
        TargetTableName: RESTORED,
        UseLatestRestorableTime: true,
      }),
    );
    await waitUntilTableExists(
      { client: this.table, maxWaitTime: 600, minDelay: 1, maxDelay: 2 },
      { TableName: RESTORED },
    );
    for (const index of [undefined, this.names.reauthIndex, this.names.scheduleIndex]) {
      await this.table.send(
        new UpdateContributorInsightsCommand({
          TableName: RESTORED,
          ContributorInsightsAction: 'ENABLE',
          ...(index === undefined ? {} : { IndexName: index }),
        }),
      );
    }
    await this.moveLiveTable(RESTORED);
  }

  async forgetRestoredTable(): Promise<void> {
    await this.moveLiveTable(TABLE);
    await this.table.send(new DeleteTableCommand({ TableName: RESTORED }));
  }

  async moveLiveTable(table: string): Promise<void> {
    const parameter = { Name: this.names.liveTableParameter, Value: table, Overwrite: true } as const;
    await this.parameters.send(new PutParameterCommand(parameter));
  }

  async unprotectTable(): Promise<void> {
    await this.table.send(new UpdateTableCommand({ TableName: TABLE, DeletionProtectionEnabled: false }));
  }

  async protectTable(): Promise<void> {
    await this.table.send(new UpdateTableCommand({ TableName: TABLE, DeletionProtectionEnabled: true }));
  }

  settingsAfterRestore(): Promise<string> {
    return this.synth((settings) => {
      settings.table.primary = { activeName: RESTORED, adoptedNames: [RESTORED] };
    });
  }

  settingsWithRecoveryIn(region: string): Promise<string> {
    return this.synth(() => undefined, { RECOVERY_REGION: region });
  }

  close(): void {
    this.table.destroy();
    this.parameters.destroy();
    rmSync(this.folder, { recursive: true });
  }

  /** @returns the folder with the synthesized stacks */
  private async synth(
    edit: (settings: any) => void,
    more: Readonly<Record<string, string>> = {},
  ): Promise<string> {
    const folder = mkdtempSync(join(this.folder, 'synth-'));
    const directory = join(folder, 'settings');
    mkdirSync(directory);
    cpSync(join(ROOT, 'settings', 'drill.json'), join(directory, 'drill.json'));
    const settings = JSON.parse(readFileSync(join(directory, 'drill.json'), 'utf8'));
    edit(settings);
    writeFileSync(join(directory, 'drill.json'), JSON.stringify(settings));
    const output = join(folder, 'out');
    await runCommand(process.execPath, ['-r', './bin/register.js', 'main.ts'], {
      cwd: ROOT,
      env: {
        ...this.props.env,
        SYNCWELL_ENV: 'drill',
        SYNCWELL_SETTINGS_DIRECTORY: directory,
        CDKTF_OUTDIR: output,
        ...more,
      },
    });
    return join(output, 'stacks');
  }
}
