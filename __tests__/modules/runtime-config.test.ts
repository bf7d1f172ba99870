import Ajv from 'ajv-draft-04';
import { RuntimeConfig } from '../../modules/runtime-config';
import { names } from '../support/module-props';
import { synthModule } from '../support/synth';

const ALARM = 'arn:aws:cloudwatch:us-east-1:123456789012:alarm:errors';
const synthesized = synthModule(
  (stack) =>
    new RuntimeConfig(stack, 'runtime-config', {
      names,
      activeTable: 'SyncWellMetadata',
      featureAlarmArns: [ALARM],
    }),
);
const named = (type: string, name: string) => {
  const found = synthesized.resources(type).find((attributes) => attributes.name === name);
  if (found === undefined) throw new Error(`no ${type} is called ${name}`);
  return found;
};
const firstPointer = () => {
  const contents = synthesized
    .resources('aws_appconfig_hosted_configuration_version')
    .map(({ content }) => JSON.parse(content));
  return contents.find((content) => 'tableName' in content);
};

describe('the runtime configuration', () => {
  it('has no monitor on the pointer: red alarms would roll the fix back', () => {
    expect(named('aws_appconfig_environment', 'pointer')).not.toHaveProperty('monitor');
  });

  it('rolls flags back when requests fail', () => {
    expect(named('aws_appconfig_environment', 'features').monitor).toEqual([
      { alarm_arn: ALARM, alarm_role_arn: names.roleArn('config-monitor') },
    ]);
  });

  it('has an instant strategy that does not bake, and a gradual one that does', () => {
    expect(named('aws_appconfig_deployment_strategy', names.configStrategy.instant)).toMatchObject({
      deployment_duration_in_minutes: 0,
      growth_factor: 100,
      final_bake_time_in_minutes: 0,
    });
    expect(
      named('aws_appconfig_deployment_strategy', names.configStrategy.gradual).final_bake_time_in_minutes,
    ).toBeGreaterThan(0);
  });

  it('starts with the table of the settings, writes allowed, epoch 1', () => {
    expect(firstPointer()).toMatchObject({
      tableName: 'SyncWellMetadata',
      epoch: 1,
      writesEnabled: true,
      incidentId: null,
    });
  });

  it('synthesizes the same first version every time, whatever the clock says', () => {
    expect(firstPointer().updatedAt).toBe('1970-01-01T00:00:00Z');
  });

  it('refuses, when it is synthesized, a first version that breaks its own validator', () => {
    expect(() =>
      synthModule(
        (stack) => new RuntimeConfig(stack, 'config', { names, activeTable: 'Users', featureAlarmArns: [] }),
      ),
    ).toThrow('tableName');
  });

  it('makes its first deployments in two environments, at once, so that neither blocks the other', () => {
    const deployments = synthesized.resources('aws_appconfig_deployment');
    expect(new Set(deployments.map(({ environment_id }) => environment_id)).size).toBe(2);
    for (const { deployment_strategy_id } of deployments) {
      expect(deployment_strategy_id).toContain('runtime-config_instant');
    }
  });

  it('never touches a version or a deployment again', () => {
    for (const type of ['aws_appconfig_hosted_configuration_version', 'aws_appconfig_deployment']) {
      expect(synthesized.resources(type)).toHaveLength(2);
      for (const { lifecycle } of synthesized.resources(type)) expect(lifecycle.ignore_changes).toBe('all');
    }
  });
});

describe('the validator of the pointer', () => {
  const [validator] = named('aws_appconfig_configuration_profile', 'pointer').validator;
  const check = new Ajv({ strict: false }).compile(JSON.parse(validator.content));

  it('is a JSON Schema that AppConfig takes: draft 4, at most 32,768 characters', () => {
    expect(validator.type).toBe('JSON_SCHEMA');
    expect(validator.content.length).toBeLessThanOrEqual(32_768);
    expect(JSON.parse(validator.content).$schema).toContain('draft-04');
  });

  it('accepts the first version and a restored table', () => {
    expect(check(firstPointer())).toBe(true);
    expect(check({ ...firstPointer(), tableName: 'SyncWellMetadata-restored-2026-01-31-2' })).toBe(true);
  });

  it.each([
    ['another table', { tableName: 'Users' }],
    ['an epoch of none', { epoch: 0 }],
    ['a fence that is no answer', { writesEnabled: 'yes' }],
    ['a key that nobody knows', { tabelName: 'SyncWellMetadata' }],
    ['a missing incident', { incidentId: undefined }],
  ])('refuses %s', (_, change) => {
    expect(check(JSON.parse(JSON.stringify({ ...firstPointer(), ...change })))).toBe(false);
  });
});

describe('the validator of feature flags', () => {
  const [validator] = named('aws_appconfig_configuration_profile', 'features').validator;
  const check = new Ajv({ strict: false }).compile(JSON.parse(validator.content));

  it('accepts flags of the names that the service knows, and no other keys', () => {
    expect(check({ schemaVersion: 1, flags: { newSync: true } })).toBe(true);
    expect(check({ schemaVersion: 1, flags: { 'new sync': true } })).toBe(false);
    expect(check({ schemaVersion: 1, flags: { newSync: 'yes' } })).toBe(false);
  });
});

describe('the deploy interlock', () => {
  const parameter = synthesized.only('aws_ssm_parameter');

  it('is moved by a recovery, not by Terraform', () => {
    expect(parameter.insecure_value).toBe('SyncWellMetadata');
    expect(parameter.lifecycle.ignore_changes).toEqual(['insecure_value']);
  });

  it('compares the live table with the settings and says what to do', () => {
    const [{ condition, error_message }] = parameter.lifecycle.postcondition;
    expect(condition).toBe('${self.insecure_value == "SyncWellMetadata"}');
    expect(error_message).toContain('settings/drill.json names SyncWellMetadata');
    expect(error_message).toContain('git pull');
  });
});
