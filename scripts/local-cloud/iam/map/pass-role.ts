import { roleArn } from './identity';
import type { ResourceLook } from './look';
import { contextOf, type Needed } from './needed';
import { textsAt, type Call } from './parameters';

interface Passing {
  /** Paths of the parameters that hold roles. */
  readonly roles: readonly string[];
  readonly to: string;
}

const TASKS = 'ecs-tasks.amazonaws.com';
const BACKUP: Passing = { roles: ['IamRoleArn', 'BackupSelection.IamRoleArn'], to: 'backup.amazonaws.com' };
const FIS: Passing = { roles: ['roleArn'], to: 'fis.amazonaws.com' };
const SCHEDULER: Passing = { roles: ['Target.RoleArn'], to: 'scheduler.amazonaws.com' };
const APPCONFIG = 'appconfig.amazonaws.com';

/** Calls that hand a role to a service (IAM guide, "Granting a user permissions to pass a role to an AWS service"). */
const PASSING: Readonly<Record<string, Passing>> = {
  'application-autoscaling:RegisterScalableTarget': {
    roles: ['RoleARN'],
    to: 'application-autoscaling.amazonaws.com',
  },
  'appconfig:CreateConfigurationProfile': { roles: ['RetrievalRoleArn'], to: APPCONFIG },
  'appconfig:UpdateConfigurationProfile': { roles: ['RetrievalRoleArn'], to: APPCONFIG },
  'appconfig:CreateEnvironment': { roles: ['Monitors.*.AlarmRoleArn'], to: APPCONFIG },
  'appconfig:UpdateEnvironment': { roles: ['Monitors.*.AlarmRoleArn'], to: APPCONFIG },
  'backup:CreateBackupSelection': BACKUP,
  'backup:StartBackupJob': BACKUP,
  'backup:StartCopyJob': BACKUP,
  'backup:StartRestoreJob': BACKUP,
  'ec2:CreateFlowLogs': { roles: ['DeliverLogsPermissionArn'], to: 'vpc-flow-logs.amazonaws.com' },
  'ecs:RegisterTaskDefinition': { roles: ['taskRoleArn', 'executionRoleArn'], to: TASKS },
  'ecs:RunTask': { roles: ['overrides.taskRoleArn', 'overrides.executionRoleArn'], to: TASKS },
  'ecs:CreateService': { roles: ['role'], to: 'ecs.amazonaws.com' },
  'fis:CreateExperimentTemplate': FIS,
  'fis:UpdateExperimentTemplate': FIS,
  'scheduler:CreateSchedule': SCHEDULER,
  'scheduler:UpdateSchedule': SCHEDULER,
  'config:PutConfigurationRecorder': {
    roles: ['ConfigurationRecorder.roleARN'],
    to: 'config.amazonaws.com',
  },
  'cloudtrail:CreateTrail': { roles: ['CloudWatchLogsRoleArn'], to: 'cloudtrail.amazonaws.com' },
};

/** A service-linked role is not passed: its service has it already. */
const SERVICE_LINKED = ':role/aws-service-role/';

export function passedRoles(call: Call, look: ResourceLook): readonly Needed[] {
  const passing = PASSING[`${call.prefix}:${call.operation ?? ''}`];
  if (passing === undefined) return [];
  const roles = passing.roles.flatMap((path) => textsAt(call.parameters, path));
  return passRole(call, look, roles, passing.to);
}

export function passRole(
  call: Call,
  look: ResourceLook,
  roles: readonly string[],
  to: string,
): readonly Needed[] {
  return [...new Set(roles)]
    .filter((role) => !role.includes(SERVICE_LINKED))
    .map((role) => ({
      action: 'iam:PassRole',
      resource: roleArn(call, look, role),
      context: contextOf({ 'iam:PassedToService': to }),
    }));
}
