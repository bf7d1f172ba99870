import { listEnvironments } from '../../settings';
import { synthStacks } from '../support/stacks';

/** Resources and attributes whose value is a secret: Terraform would write it to its state in the clear. */
const SECRET_TYPES = [
  'aws_secretsmanager_secret_version',
  'aws_iam_access_key',
  'random_password',
  'tls_private_key',
];
const SECRET_ATTRIBUTES = [
  'auth_token',
  'secret_string',
  'secret_binary',
  'passwords',
  'password',
  'client_secret',
  'private_key',
];

function keysOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => [key, ...keysOf(child)]);
}

describe.each(listEnvironments())('no secret value passes through Terraform in %s', (environment) => {
  const stacks = Object.entries(synthStacks({ SYNCWELL_ENV: environment }));

  it.each(stacks)('%s has no resource that holds one', (_, { json }) => {
    expect(Object.keys(json.resource ?? {}).filter((type) => SECRET_TYPES.includes(type))).toEqual([]);
  });

  it.each(stacks)('%s reads none', (_, { json }) => {
    expect(Object.keys(json.data ?? {}).filter((type) => type.startsWith('aws_secretsmanager'))).toEqual([]);
  });

  it.each(stacks)('%s sets no attribute that holds one', (_, { json }) => {
    expect(keysOf(json.resource).filter((key) => SECRET_ATTRIBUTES.includes(key))).toEqual([]);
  });
});
