import { AppconfigApplication } from '@cdktf/provider-aws/lib/appconfig-application';
import { AppconfigDeploymentStrategy } from '@cdktf/provider-aws/lib/appconfig-deployment-strategy';
import { Construct } from 'constructs';
import type { Names } from '../../settings';
import { featuresDocument, pointerDocument } from '../../settings/runtime-documents';
import { ConfigDocument } from './document';
import { DeployInterlock } from './interlock';

export interface RuntimeConfigProps {
  readonly names: Names;
  /** The table that the very first version of the pointer names. */
  readonly activeTable: string;
  /** Alarms that roll a deployment of feature flags back. */
  readonly featureAlarmArns: readonly string[];
}

/**
 * What the service reads at run time, in two AppConfig environments, because only one deployment runs in each:
 * `pointer` (live table, epoch, writes allowed) and `features` (flags).
 *
 * The pointer has no monitor: alarms are red during an incident, and would roll the fix back (aws-facts.md, 6.11).
 */
export class RuntimeConfig extends Construct {
  readonly application: AppconfigApplication;

  constructor(scope: Construct, id: string, { names, activeTable, featureAlarmArns }: RuntimeConfigProps) {
    super(scope, id);
    this.application = new AppconfigApplication(this, 'application', {
      name: names.configApplication,
      description: 'What SyncWell reads at run time',
    });
    // No predefined strategy will do: AppConfig.AllAtOnce bakes for 10 minutes, which blocks the next change.
    const instant = new AppconfigDeploymentStrategy(this, 'instant', {
      name: names.configStrategy.instant,
      description: 'Everybody at once, no bake: for the pointer',
      deploymentDurationInMinutes: 0,
      growthFactor: 100,
      growthType: 'LINEAR',
      finalBakeTimeInMinutes: 0,
      replicateTo: 'NONE',
    });
    // Long enough for an error rate to show in the alarms' minutes, short enough to wait for.
    new AppconfigDeploymentStrategy(this, 'gradual', {
      name: names.configStrategy.gradual,
      description: '10 % of the service every 2 minutes, then 10 minutes under watch: for feature flags',
      deploymentDurationInMinutes: 20,
      growthFactor: 10,
      growthType: 'LINEAR',
      finalBakeTimeInMinutes: 10,
      replicateTo: 'NONE',
    });
    new ConfigDocument(this, 'pointer', {
      application: this.application,
      environmentName: names.configEnvironment.pointer,
      profileName: names.configProfile.pointer,
      schema: pointerDocument,
      firstVersion: {
        schemaVersion: 1,
        tableName: activeTable,
        epoch: 1,
        writesEnabled: true,
        incidentId: null,
        updatedAt: '1970-01-01T00:00:00Z',
      },
      strategyId: instant.id,
    });
    new ConfigDocument(this, 'features', {
      application: this.application,
      environmentName: names.configEnvironment.features,
      profileName: names.configProfile.features,
      schema: featuresDocument,
      firstVersion: { schemaVersion: 1, flags: {} },
      strategyId: instant.id,
      monitors: featureAlarmArns.map((alarmArn) => ({
        alarmArn,
        alarmRoleArn: names.roleArn('config-monitor'),
      })),
    });
    new DeployInterlock(this, 'interlock', { names, activeTable });
  }
}
