import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import Table from 'cli-table3';
import { clientConfig } from '../scripts/recovery/aws/clients';
import { RECOVERED, World } from '../__tests__/recovery/secrets/world';
import { holdTo } from './target';

const SECRETS = 3_000;
/** Creations a second that the service takes (aws-facts.md, 5.2). */
const LIMIT = 50;
/** Milliseconds that a request, and again its answer, are under way: a laptop far from the region. */
const LATENCY = 40;

interface Contender {
  readonly name: string;
  readonly run: (world: World, names: readonly string[]) => Promise<void>;
}

const CONTENDERS: readonly Contender[] = [
  {
    name: 'secrets restore',
    run: async (world) => {
      await world.restore();
    },
  },
  {
    name: 'one at a time',
    run: (world, names) =>
      withPlainClient(world, async (create) => {
        for (const name of names) await create(name);
      }),
  },
  {
    name: 'all at once',
    run: (world, names) =>
      withPlainClient(world, async (create) => {
        await Promise.allSettled(names.map(create));
      }),
  },
];

/**
 * Times the creation of secrets against the service's real limit, on a clock without a wall: the share of the limit that
 * was used, and the calls that were refused.
 */
export async function benchSecrets(): Promise<void> {
  const table = new Table({
    head: ['restore', 'secrets', 'made', 'time', 'share of the limit', 'calls', 'refused', '500,000 take'],
    colAligns: ['left', 'right', 'right', 'right', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  });
  const measured: Measured[] = [];
  for (const contender of CONTENDERS) {
    console.error(`creating ${SECRETS} secrets: ${contender.name} ...`);
    measured.push(await measure(contender));
  }
  for (const one of measured) table.push(rowOf(one));
  console.log(table.toString());
  const [ours] = measured;
  if (ours === undefined) return;
  holdTo([
    { claim: "share of the API's rate limit that secrets restore uses", value: ours.share, atLeast: 95 },
    { claim: 'calls of secrets restore that were refused', value: ours.refused, atMost: 1 },
  ]);
}

interface Measured {
  readonly name: string;
  readonly made: number;
  readonly seconds: number;
  readonly calls: number;
  /** Percent of the limit. */
  readonly share: number;
  /** Percent of the calls. */
  readonly refused: number;
}

function rowOf({ name, made, seconds, calls, share, refused }: Measured): string[] {
  return [
    name,
    String(SECRETS),
    String(made),
    `${seconds.toFixed(1)} s`,
    `${share.toFixed(1)} %`,
    String(calls),
    `${refused.toFixed(1)} %`,
    `${(500_000 / LIMIT / (share / 100) / 3600).toFixed(1)} h`,
  ];
}

async function measure({ name, run }: Contender): Promise<Measured> {
  const world = await World.create({ throttle: true, latency: () => LATENCY });
  try {
    const names = await world.seed(SECRETS);
    await world.backup();
    const start = world.clock.now();
    await run(world, names);
    const seconds = (world.clock.now() - start) / 1000;
    const calls = world.cloud.requests.filter(
      ({ operation, region }) => operation === 'CreateSecret' && region === RECOVERED.region,
    );
    const made = calls.filter(({ status }) => status === 200).length;
    return {
      name,
      made,
      seconds,
      calls: calls.length,
      share: (made / (LIMIT * seconds)) * 100,
      refused: (1 - made / calls.length) * 100,
    };
  } finally {
    world.remove();
  }
}

/** The same client and the same retries, without a pace. */
async function withPlainClient(
  { clock, cloud }: World,
  work: (create: (name: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const client = new SecretsManagerClient(
    clientConfig(RECOVERED.region, {
      clock,
      lost: undefined,
      requestHandler: cloud.requestHandler as never,
      endpoint: 'http://in-process',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    }),
  );
  try {
    await work(async (name) => {
      await client.send(new CreateSecretCommand({ Name: name, SecretString: 'value' }));
    });
  } finally {
    client.destroy();
  }
}
