import { EncryptionKey } from '../../modules/encryption-key';
import { namesFor } from '../../settings';
import { parsePolicy, synthModule } from '../support/synth';

describe('encryption key', () => {
  const names = namesFor({ environment: 'drill', accountId: '123456789012' });
  const synthesized = synthModule((stack) => new EncryptionKey(stack, 'key', { names, region: 'eu-west-1' }));
  const key = synthesized.only('aws_kms_key');
  const { Statement: statements } = parsePolicy(key.policy);
  const statementFor = (service: string) =>
    statements.find(({ Principal }) => Principal.Service === service)!;

  it('rotates, and a deletion can be taken back for 30 days', () => {
    expect(key).toMatchObject({ enable_key_rotation: true, deletion_window_in_days: 30 });
  });

  it('cannot be destroyed by a plan', () => {
    expect(key.lifecycle).toEqual({ prevent_destroy: true });
  });

  it('is found by the alias that IAM policies name', () => {
    expect(synthesized.only('aws_kms_alias').name).toBe(names.keyAlias);
  });

  it('leaves the account in charge, or nobody could ever change it', () => {
    expect(statements[0]).toMatchObject({
      Principal: { AWS: 'arn:aws:iam::123456789012:root' },
      Action: 'kms:*',
    });
  });

  it('serves the logs of its own region, for our log groups only', () => {
    expect(statementFor('logs.eu-west-1.amazonaws.com').Condition).toEqual({
      ArnLike: {
        'kms:EncryptionContext:aws:logs:arn':
          'arn:aws:logs:eu-west-1:123456789012:log-group:/syncwell/drill/*',
      },
    });
  });

  it('lets alarms of this account reach an encrypted topic', () => {
    expect(statementFor('cloudwatch.amazonaws.com').Condition).toEqual({
      StringEquals: { 'aws:SourceAccount': '123456789012' },
    });
  });

  it('serves nobody else', () => {
    expect(statements).toHaveLength(3);
  });
});
