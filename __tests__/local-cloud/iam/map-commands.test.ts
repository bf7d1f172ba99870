import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resourceTypesOf } from '../../../scripts/local-cloud/iam/map/actions';

const SCRIPTS = join(__dirname, '../../../scripts');

/** Clients whose package is not named as the actions are. */
const PREFIXES: Readonly<Record<string, string>> = {
  'application-auto-scaling': 'application-autoscaling',
  appconfigdata: 'appconfig',
  'dynamodb-streams': 'dynamodb',
  'route-53': 'route53',
  'secrets-manager': 'secretsmanager',
  'service-quotas': 'servicequotas',
};

/** Operations that are other actions, which map-cases.test.ts states; those of S3 are told from path and query. */
const OTHERWISE = new Set([
  'dynamodb:TransactWriteItems',
  'dynamodb:TransactGetItems',
  'dynamodb:ExecuteStatement',
  'dynamodb:BatchExecuteStatement',
]);

function commands(): Set<string> {
  const files = readdirSync(SCRIPTS, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  return new Set(
    files.flatMap((file) =>
      [
        ...readFileSync(join(SCRIPTS, file), 'utf8').matchAll(
          /import (?:type )?\{([^}]*)\} from '@aws-sdk\/client-([\w-]+)'/g,
        ),
      ].flatMap(([, names = '', client = '']) =>
        [...names.matchAll(/\b(\w+)Command\b(?: as \w+)?/g)].map(
          ([, name = '']) => `${PREFIXES[client] ?? client}:${name}`,
        ),
      ),
    ),
  );
}

test('every command that the product sends is an action of the table, or one of those that are other actions', () => {
  const sent = [...commands()].filter((name) => !name.startsWith('s3:'));
  expect(sent.length).toBeGreaterThan(50);
  const unknown = sent.filter((name) => {
    const [prefix = '', operation = ''] = name.split(':');
    return resourceTypesOf(prefix, operation) === undefined && !OTHERWISE.has(name);
  });
  expect(unknown).toEqual([]);
});
