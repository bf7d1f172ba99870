import { PROGRAM } from '../commands/declaration/invocation';
import { Command, InvalidArgumentError } from 'commander';
import { loadSettings, SettingsError } from '../../settings';
import { PreconditionError } from '../local-cloud/precondition';
import { order, type Answers } from './control';
import { shellLines } from './environment';
import { endPlayground, findPlayground, startPlayground } from './lifecycle';
import { DEFAULTS, startOptions, type StartOptions } from './options';
import { FOLDER, logFileOf } from './place';
import { corruptionLines, lossLines, returnLines, statusLines, whatToTry } from './words';

const HELP = `
Starts a local cloud, deploys the service's primary region with the real cdktf and Terraform, creates users with their
tokens, and leaves it running with a worker that serves them. Only one runs at a time. After "stop" nothing is left.

To start it:
  --users <number>        how many users the service has: 10 to 5000 (default: ${DEFAULTS.users})
  --speed <factor>        how many times as fast as the wall's clock the cloud's runs: 1 to 30 (default: ${DEFAULTS.speed})
  --with-recovery-region  protect the service, so that its region can be lost

For example:
  npm run playground
  eval "$(npm run --silent playground -- env)"
  npm run playground -- corrupt
  ${PROGRAM} run data-corruption

A step-by-step tour: docs/quickstart.md
Exit status: 0 done, 1 failed, 2 wrong usage, 4 something is missing, 130 stopped by Ctrl-C.`;

interface Json {
  readonly json: boolean;
}

function program(): Command {
  const playground = new Command('playground')
    .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2))
    .showHelpAfterError('(add --help for what is allowed)')
    .usage('[command] [options]')
    .description('SyncWell on a local cloud, to recover by hand')
    .addHelpText('after', HELP);
  playground
    .command('start', { isDefault: true })
    .description('start it and return when it is ready')
    .option('--users <number>', 'how many users the service has', numberFor('users'), DEFAULTS.users)
    .option(
      '--speed <factor>',
      "how many times as fast as the wall's clock the cloud's runs",
      numberFor('speed'),
      DEFAULTS.speed,
    )
    .option('--with-recovery-region', 'protect the service, so that its region can be lost', false)
    .action(start);
  withJson('status', 'how it stands: live table, counts, whether writes go on').action(({ json }: Json) =>
    tell('status', json, statusLines),
  );
  withJson('corrupt', 'release a bug that damages items for 5 minutes of the cloud').action(
    ({ json }: Json) => tell('corrupt', json, corruptionLines),
  );
  withJson('lose-region', 'the primary region goes dark, and its workers stop').action(({ json }: Json) =>
    tell('lose-region', json, ({ region, recoveryRegion }) => lossLines(region, recoveryRegion)),
  );
  withJson('return-region', 'the lost region answers again').action(({ json }: Json) =>
    tell('return-region', json, ({ region }) => returnLines(region)),
  );
  withJson('env', 'print what points recover, aws, terraform and cdktf at it, for eval').action(
    async ({ json }: Json) => {
      const { env = {} } = await findPlayground();
      print(json, env, shellLines(env));
    },
  );
  withJson('stop', 'end it with everything it holds').action(async ({ json }: Json) => {
    const stopped = await endPlayground();
    print(json, { stopped }, [stopped ? 'The playground has ended.' : 'No playground ran.']);
  });
  return playground;

  function withJson(name: string, description: string): Command {
    return playground
      .command(name)
      .description(description)
      .option('--json', 'print the result as JSON on standard output', false);
  }
}

async function start(options: StartOptions): Promise<void> {
  const started = performance.now();
  const seconds = (): string => ((performance.now() - started) / 1000).toFixed(0);
  const { recovery } = loadSettings({ env: { ...process.env, SYNCWELL_ENV: 'drill' } });
  const leaving = new AbortController();
  const leave = (): void => {
    if (leaving.signal.aborted) return;
    leaving.abort();
    void endPlayground().finally(() => process.exit(130));
  };
  process.on('SIGINT', leave).on('SIGTERM', leave);
  try {
    const status = await startPlayground({
      options,
      env: process.env,
      progress: (line) => {
        console.error(`${seconds().padStart(4)} s  ${line}`);
      },
    });
    const recoveryRegion = options.withRecoveryRegion ? recovery.region : undefined;
    const lines = [
      `The playground is ready after ${seconds()} s: ${status.users ?? 0} users with ${status.items ?? 0} items and ${status.tokens} tokens.`,
      '',
      ...whatToTry({ recoveryRegion, log: logFileOf(FOLDER) }),
    ];
    console.log(lines.join('\n'));
  } catch (error) {
    // Ctrl-C ends the background process, and that ends this wait.
    if (leaving.signal.aborted) await new Promise(() => undefined);
    throw error;
  } finally {
    process.off('SIGINT', leave).off('SIGTERM', leave);
  }
}

async function tell<Name extends keyof Answers>(
  name: Name,
  json: boolean,
  words: (answer: Answers[Name]) => readonly string[],
): Promise<void> {
  const answer = await order(await findPlayground(), name);
  print(json, answer, words(answer));
}

function print(json: boolean, content: unknown, lines: readonly string[]): void {
  console.log(json ? JSON.stringify(content) : lines.join('\n'));
}

function numberFor(name: 'users' | 'speed'): (text: string) => number {
  const { minValue, maxValue } = startOptions.shape[name];
  return (text) => {
    const { data, success } = startOptions.shape[name].safeParse(Number(text));
    if (success) return data;
    throw new InvalidArgumentError(`Allowed: ${minValue ?? ''} to ${maxValue ?? ''}.`);
  };
}

/** As in `recover`: 2 wrong settings or usage, 4 something is missing on this machine, 1 anything else. */
function statusOf(error: unknown): number {
  if (error instanceof SettingsError) return 2;
  return error instanceof PreconditionError ? 4 : 1;
}

program()
  .parseAsync()
  .catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = statusOf(error);
  });
