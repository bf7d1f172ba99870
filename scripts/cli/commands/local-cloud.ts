import { Command, Option } from 'commander';
import { KNOWN_REGIONS } from '../../../settings/regions';
import { DARK_MODES, type DarkMode } from '../../local-cloud/gateway/dark-regions';
import { findLocalCloud, startLocalCloud } from '../../local-cloud/local-cloud';
import { faultsCommand } from './local-cloud-faults';
import { command, print, type Common } from '../support/local-cloud-command';
import { UsageError } from '../support/usage-error';

/** `recover local-cloud ...`: AWS on this machine, for drills and for trying things. */
export function localCloudCommand(): Command {
  return new Command('local-cloud')
    .description('AWS on this machine, for drills: moto behind a gateway, on loopback only')
    .addCommand(startCommand())
    .addCommand(stopCommand())
    .addCommand(statusCommand())
    .addCommand(envCommand())
    .addCommand(regionCommand())
    .addCommand(faultsCommand())
    .addCommand(requestsCommand());
}

function startCommand(): Command {
  return command('start', 'start a local cloud, return when it is ready, and leave it running')
    .option('--port <number>', 'port on loopback (0: any free one)', checkPort, 0)
    .option('--speed <factor>', "how many times as fast as the wall's its clock runs", checkSpeed, 1)
    .option('--throttle', 'refuse what goes beyond the quotas of the real services', false)
    .addHelpText('after', '\nFor example:\n  recover local-cloud start\n  eval "$(recover local-cloud env)"')
    .action(
      async ({
        name,
        json,
        port,
        speed,
        throttle,
      }: Common & { port: number; speed: number; throttle: boolean }) => {
        const cloud = await startLocalCloud({
          name,
          port,
          speed,
          throttle,
          progress: (line) => {
            console.error(line);
          },
        });
        const { endpoint, pid } = cloud.description;
        print(json, { endpoint, pid, name, speed }, [
          `local cloud ${name} is ready at ${endpoint} (process ${pid})`,
          `to use it: eval "$(npx recover local-cloud env --name ${name})"`,
        ]);
      },
    );
}

function stopCommand(): Command {
  return command('stop', 'end a local cloud; its state is gone').action(async ({ name, json }: Common) => {
    await findLocalCloud(name).stop();
    print(json, { name, stopped: true }, [`local cloud ${name} has ended`]);
  });
}

function statusCommand(): Command {
  return command('status', 'where a local cloud is, what time it has, and which regions are dark').action(
    async ({ name, json }: Common) => {
      const cloud = findLocalCloud(name);
      const { endpoint, pid, startedAt } = cloud.description;
      const { now, speed, dark } = await cloud.status();
      const time = new Date(now).toISOString();
      const regions = Object.entries(dark).map(([region, mode]) => `${region} is down (${mode})`);
      print(json, { name, endpoint, pid, startedAt, now: time, speed, dark }, [
        `local cloud ${name} at ${endpoint} (process ${pid}), since ${startedAt}`,
        `its clock says ${time} and runs ${speed} times as fast as the wall's`,
        ...(regions.length === 0 ? ['every region answers'] : regions),
      ]);
    },
  );
}

function envCommand(): Command {
  return command('env', 'print what points the AWS CLI, SDKs, Terraform and cdktf at it, for eval')
    .addHelpText('after', '\nFor example:\n  eval "$(recover local-cloud env)"')
    .action(({ name, json }: Common) => {
      const variables: Record<string, string | undefined> = {
        ...findLocalCloud(name).clientEnvironment(),
        SYNCWELL_ENV: 'drill',
      };
      const lines = Object.entries(variables).map(([key, value]) =>
        value === undefined ? `unset ${key}` : `export ${key}='${value}'`,
      );
      print(json, variables, lines);
    });
}

function regionCommand(): Command {
  return command('region', 'make a region dark, or bring it back')
    .argument('<region>', 'for example us-east-1; global services go down with us-east-1')
    .argument('<state>', 'down or up')
    .addOption(
      new Option(
        '--mode <mode>',
        'how it is down: connections break, nothing answers, or only control planes fail',
      )
        .choices(DARK_MODES)
        .default('refuse'),
    )
    .addHelpText('after', '\nFor example:\n  recover local-cloud region us-east-1 down --mode hang')
    .action(async (region: string, state: string, { name, json, mode }: Common & { mode: DarkMode }) => {
      if (!(KNOWN_REGIONS as readonly string[]).includes(region)) {
        throw new UsageError(
          `${JSON.stringify(region)} is not a known region; allowed: ${KNOWN_REGIONS.join(', ')}`,
        );
      }
      if (state !== 'down' && state !== 'up') {
        throw new UsageError(`the state of a region is down or up, got ${JSON.stringify(state)}`);
      }
      const wanted = state === 'up' ? 'up' : mode;
      await findLocalCloud(name).setRegion(region, wanted);
      print(json, { region, state: wanted }, [
        `${region} is ${state}${state === 'down' ? ` (${mode})` : ''}`,
      ]);
    });
}

function requestsCommand(): Command {
  return command('requests', 'what the cloud was asked, oldest first')
    .option('--region <region>', 'only this region')
    .option('--service <service>', 'only this service, by its signing name, for example dynamodb')
    .action(async ({ name, json, region, service }: Common & { region?: string; service?: string }) => {
      const found = await findLocalCloud(name).requests({
        ...(region === undefined ? {} : { region }),
        ...(service === undefined ? {} : { service }),
      });
      const lines = found.map(
        (record) =>
          `${new Date(record.time).toISOString()} ${record.status} ${record.region} ${record.service} ${record.operation} ${record.milliseconds} ms`,
      );
      print(json, found, lines);
    });
}

function checkPort(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new UsageError(`--port ${JSON.stringify(text)} is no port: use 0 to 65535`);
}

function checkSpeed(text: string): number {
  const speed = Number(text);
  if (Number.isFinite(speed) && speed >= 1 && speed <= 100_000) return speed;
  throw new UsageError(`--speed ${JSON.stringify(text)} is no speed: use a number from 1 to 100000`);
}
