import { Credentials } from '../../modules/credentials';
import { credentialStatements } from '../../modules/credentials/permissions';
import { listEnvironments, loadSettings, namesFor } from '../../settings';
import { kmsKeyArn, names } from '../support/module-props';
import { synthModule } from '../support/synth';

describe('credentials', () => {
  const synthesized = synthModule(
    (stack) => new Credentials(stack, 'credentials', { names, providers: ['fitbit', 'garmin'], kmsKeyArn }),
  );

  it('are one container a provider, encrypted with our key', () => {
    expect(
      synthesized.resources('aws_secretsmanager_secret').map(({ name, kms_key_id }) => [name, kms_key_id]),
    ).toEqual([
      ['syncwell/drill/providers/fitbit/client', kmsKeyArn],
      ['syncwell/drill/providers/garmin/client', kmsKeyArn],
    ]);
  });

  it('say which provider they are for', () => {
    expect(synthesized.resources('aws_secretsmanager_secret').map(({ tags }) => tags)).toEqual([
      { 'syncwell:provider': 'fitbit' },
      { 'syncwell:provider': 'garmin' },
    ]);
  });

  it('never have a name that ends like an ARN, with a hyphen and six characters', () => {
    for (const environment of listEnvironments()) {
      const settings = loadSettings({ env: { SYNCWELL_ENV: environment } });
      for (const provider of settings.providers) {
        expect(namesFor(settings).providerSecret(provider)).not.toMatch(/-[A-Za-z0-9]{6}$/);
      }
    }
  });

  it('hold no value', () => {
    expect(Object.keys(synthesized.json.resource ?? {})).toEqual(['aws_secretsmanager_secret']);
  });

  it('stay readable for 30 days after a deletion, which no plan may do', () => {
    for (const secret of synthesized.resources('aws_secretsmanager_secret')) {
      expect(secret).toMatchObject({ recovery_window_in_days: 30, lifecycle: { prevent_destroy: true } });
    }
  });

  it('let the workers touch nothing outside of the environment, and delete nothing', () => {
    for (const { Action, Resource } of credentialStatements(names)) {
      expect(Action.join()).not.toMatch(/\*|Delete/);
      for (const arn of Resource) {
        expect(arn).toMatch(
          /^arn:aws:secretsmanager:\*:123456789012:secret:syncwell\/drill\/(users|providers)\/\*$/,
        );
      }
    }
  });
});
