import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { DescribeSecretCommand, type DescribeSecretCommandOutput } from '@aws-sdk/client-secrets-manager';
import { unless, warning, type Check } from '../model';
import { liveTableOf } from '../facts';
import { deploy } from '../mends';
import { once, type Survey } from '../survey';
import { readKey } from './keys';

/** Items that are looked at for a connection, and connections whose secret is looked for: a sample. */
const ITEMS = 200;
const CONNECTIONS = 20;

/** Secrets without which the service comes back but syncs nothing. Only described: no value is read. */
export const SECRETS: readonly Check[] = [
  {
    id: 'secrets/providers',
    title: 'The app credentials of every provider exist',
    severity: 'critical',
    mend: deploy('primary'),
    async look(survey) {
      const found = await providers(survey);
      return unless(
        found.flatMap(({ name, secret }) => {
          if (secret === undefined) return [`${name} is missing`];
          return secret.DeletedDate === undefined ? [] : [`${name} is about to be deleted`];
        }),
        `${found.length} are there`,
        pendingFix(survey, found),
      );
    },
  },
  {
    id: 'secrets/filled',
    title: 'The app credentials of every provider have a value',
    severity: 'critical',
    mend: ({ names, settings }) =>
      `aws secretsmanager put-secret-value --secret-id ${names.providerSecret(settings.providers[0] ?? 'PROVIDER')} --secret-string file:///dev/stdin --region ${settings.primary.region}`,
    async look(survey) {
      const found = await providers(survey);
      return unless(
        found.map(
          ({ name, secret }) =>
            secret !== undefined &&
            !Object.values(secret.VersionIdsToStages ?? {})
              .flat()
              .includes('AWSCURRENT') &&
            `${name} is empty`,
        ),
        'all have',
      );
    },
  },
  {
    id: 'secrets/key',
    title: "The app credentials are encrypted under the region's own key",
    severity: 'minor',
    mend: deploy('primary'),
    async look(survey) {
      const [found, key] = await Promise.all([providers(survey), readKey(survey, survey.primary)]);
      return unless(
        found.map(
          ({ name, secret }) =>
            secret !== undefined &&
            ![key.arn, key.id, survey.names.keyAlias].includes(secret.KmsKeyId ?? '') &&
            `${name} is under ${secret.KmsKeyId ?? "AWS's key"}`,
        ),
        'all are',
      );
    },
  },
  {
    id: 'secrets/connections',
    title: 'Tokens that connections point to exist (a sample)',
    severity: 'critical',
    operatorOnly: true,
    mend: () => 'npx recover validate',
    async look(survey) {
      const arns = await sampleArns(survey);
      const { secrets } = survey.primary.clients;
      const dangling = await Promise.all(
        arns.map(async (arn) => ((await describe(secrets, arn)) === undefined ? [arn] : [])),
      );
      if (arns.length === 0) return warning('no connection was found: is the table empty?');
      return unless(
        dangling.flat().map((arn) => `${arn} does not exist`),
        `${arns.length} were found`,
      );
    },
  },
  {
    id: 'secrets/in-region',
    title: 'Tokens are in the region where the service runs (a sample)',
    severity: 'major',
    operatorOnly: true,
    mend: () => 'npx recover validate',
    async look(survey) {
      const { region } = survey.primary.target;
      const elsewhere = (await sampleArns(survey)).filter((arn) => arn.split(':')[3] !== region);
      return unless(
        elsewhere.map((arn) => `${arn} is not in ${region}`),
        `in ${region}`,
      );
    },
  },
];

interface Provider {
  readonly name: string;
  readonly secret: DescribeSecretCommandOutput | undefined;
}

function providers(survey: Survey): Promise<Provider[]> {
  return once(survey, 'providers', () =>
    Promise.all(
      survey.settings.providers.map(async (provider) => {
        const name = survey.names.providerSecret(provider);
        return { name, secret: await describe(survey.primary.clients.secrets, name) };
      }),
    ),
  );
}

function pendingFix({ primary }: Survey, found: readonly Provider[]): string | undefined {
  const pending = found.find(({ secret }) => secret?.DeletedDate !== undefined);
  return pending === undefined
    ? undefined
    : `aws secretsmanager restore-secret --secret-id ${pending.name} --region ${primary.target.region}`;
}

/** @returns undefined when there is no such secret */
async function describe(secrets: Survey['primary']['clients']['secrets'], SecretId: string) {
  try {
    return await secrets.send(new DescribeSecretCommand({ SecretId }));
  } catch (error) {
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    return undefined;
  }
}

function sampleArns(survey: Survey): Promise<string[]> {
  return once(survey, 'sample of connections', async () => {
    const { Items = [] } = await survey.primary.clients.dynamodb.send(
      new ScanCommand({
        TableName: await liveTableOf(survey),
        Limit: ITEMS,
        ProjectionExpression: 'CredentialArn',
      }),
    );
    return Items.flatMap(({ CredentialArn }) => CredentialArn?.S ?? []).slice(0, CONNECTIONS);
  });
}
