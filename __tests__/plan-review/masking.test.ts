import { maskShapes } from '../../scripts/plan-review/masking/secret-shapes';
import { isSecretName } from '../../scripts/plan-review/masking/secret-names';
import { commentOf, planDocument, resourceChange, reviewOf } from './support/documents';
import { verdictOf } from '../../scripts/plan-review/verdict';

const SECRET = 'correct horse battery staple';

/** Everything that a reader or a program gets of one change. */
function printed(...changes: Parameters<typeof resourceChange>[0][]): string {
  return printedOf(planDocument(changes.map(resourceChange)));
}

function printedOf(document: object): string {
  const stacks = { 'drill-primary': document };
  const comment = commentOf(stacks);
  return comment.markdown + JSON.stringify(verdictOf(reviewOf(stacks), comment));
}

describe('a value that Terraform marks', () => {
  it('is not shown, before or after, whichever of the two is marked', () => {
    const values = { before: { input: SECRET }, after: { input: 'another secret' } };
    for (const marks of [{ beforeSensitive: { input: true } }, { afterSensitive: { input: true } }]) {
      const text = printed({ ...values, ...marks });
      expect(text).not.toMatch(/correct horse|another secret/);
      expect(text).toContain('- input = (sensitive)');
    }
  });

  it('is shown where the mark is false', () => {
    expect(printed({ after: { list: ['plain'] }, afterSensitive: { list: [false] } })).toContain('"plain"');
  });

  it('is not shown in other places either: other resources, texts of checks, ids', () => {
    const marked = { address: 'a.it', after: { input: SECRET }, afterSensitive: { input: true } };
    const other = resourceChange({
      address: 'b.it',
      after: { url: `https://example.org/?q=${SECRET}`, same: SECRET },
      moreOfChange: { importing: { id: SECRET } },
    });
    const checks = [
      {
        address: { to_display: 'a.it' },
        status: 'fail',
        instances: [{ problems: [{ message: `bad: ${SECRET}` }] }],
      },
    ];
    expect(printedOf(planDocument([resourceChange(marked), other], { checks }))).not.toContain(SECRET);
  });

  it('is not shown in a hazard', () => {
    const change = {
      before: { point_in_time_recovery: [{ recovery_period_in_days: 3577 }] },
      after: { point_in_time_recovery: [{ recovery_period_in_days: 1234 }] },
      beforeSensitive: { point_in_time_recovery: true },
    };
    const text = printed(change);
    expect(text).toContain('SW-RECOVER-001');
    expect(text).not.toMatch(/3577|1234/);
  });

  it('is not shown when a whole block, the whole resource or an output is marked', () => {
    const after = { block: [{ a: SECRET }] };
    expect(printed({ actions: ['create'], after, afterSensitive: { block: true } })).not.toContain(SECRET);
    expect(printed({ actions: ['create'], after, afterSensitive: true })).not.toContain(SECRET);
    const output = { actions: ['create'], after: SECRET, after_sensitive: true };
    expect(printedOf(planDocument([], { output_changes: { it: output } }))).not.toContain(SECRET);
  });

  it('still tells that it changes', () => {
    const marks = { beforeSensitive: { input: true }, afterSensitive: { input: true } };
    const text = printed({ before: { input: SECRET }, after: { input: 'another' }, ...marks });
    expect(text).toContain('- input = (sensitive)\n  + input = (sensitive)');
  });
});

describe('a value that nobody marks', () => {
  it.each([
    'password',
    'db_password',
    'clientSecret',
    'auth_token',
    'API_KEY',
    'private_key',
    'master_user_password',
  ])('is hidden under the name %s', (name) => {
    expect(isSecretName(name)).toBe(true);
    expect(printed({ before: {}, after: { [name]: SECRET } })).not.toContain(SECRET);
  });

  it.each([
    'hash_key',
    'kms_key_arn',
    'secret_arn',
    'key',
    'token_ttl',
    'api_key_required',
    'authorization_type',
    'kms_key_id',
  ])('is shown under the name %s', (name) => {
    expect(isSecretName(name)).toBe(false);
  });

  it('is hidden as the value of a pair with such a name, also inside JSON', () => {
    const environment = [
      { name: 'REDIS_PASSWORD', value: SECRET },
      { name: 'REGION', value: 'us-east-1' },
    ];
    const text = printed({
      before: {},
      after: { container_definitions: JSON.stringify([{ name: 'worker', environment }]) },
    });
    expect(text).not.toContain(SECRET);
    expect(text).toContain('us-east-1');
  });

  it('is shown when it says where a secret lies', () => {
    const arn = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:syncwell/drill/x';
    const text = printed({ before: {}, after: { secrets: [{ name: 'TOKEN', valueFrom: arn }] } });
    expect(text).toContain(arn);
  });

  it.each([
    ['a key of AWS', 'AKIAIOSFODNN7EXAMPLE'],
    ['a secret key of AWS', 'kX9mB2vQ7hT4/nL1pR8+sWyDy6fGjC5zAeU7iOqE'],
    ['credentials in a URL', 'postgres://admin:s3cr3t!@db.example.org/x'],
    ['a JSON web token', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9P'],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----'],
    ['a token of GitHub', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a'],
    ['random base64', 'q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ'],
    ['random hexadecimal', '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822c'],
    ['a password in a text', 'Server=db;Password=s3cr3t-word;Timeout=3'],
  ])('is hidden when it has the shape of %s', (_, text) => {
    const masked = maskShapes(text, 'user_data');
    expect(masked).toContain('(sensitive)');
    expect(masked).not.toMatch(/s3cr3t|MIIE|AKIA|kX9mB|eyJzd|16C7e|q83vE|9f86d/);
  });

  it.each([
    'SyncWellMetadata-restored-2026-03-01',
    'arn:aws:dynamodb:us-east-1:123456789012:table/SyncWellMetadata/index/SyncTierScheduleIndex',
    'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '11111111-2222-3333-4444-555555555555',
    'vpc-0a1b2c3d4e5f67890',
    'AmazonECSTaskExecutionRolePolicy',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com/syncwell-drill/worker',
    'https://sqs.us-east-1.amazonaws.com/123456789012/syncwell-drill-HotPathSyncQueue.fifo',
    '^SyncWellMetadata(-restored-[0-9]{4}-[0-9]{2}-[0-9]{2}(-[0-9]+)?)?$',
  ])('is shown when it is a name: %s', (text) => {
    expect(maskShapes(text, 'name')).toBe(text);
  });
});
