import type { Command } from 'commander';
import { COMMANDS as REGISTERED } from '../../scripts/cli/commands';
import { recover, type Outcome } from '../support/service-with-operators';

/** No command gets as far as a call here. */
const NOWHERE = {
  SYNCWELL_ENV: 'drill',
  SYNCWELL_SETTINGS_DIRECTORY: undefined,
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};

const COMMANDS = [...REGISTERED.values()].map((make) => make());

/** Every command that does something, with its whole name. */
function leaves(command: Command, above = ''): { name: string; command: Command }[] {
  const name = `${above} ${command.name()}`.trim();
  if (command.commands.length === 0) return [{ name, command }];
  return command.commands.flatMap((subcommand) => leaves(subcommand, name));
}

const ALL = COMMANDS.flatMap((command) => leaves(command));
const OURS = ALL.filter(({ name }) => !/^(drill|local-cloud|plan-review)/.test(name));
const CHANGING = OURS.filter(
  ({ name }) =>
    !/^(status|doctor|estimate|preflight|find-restore-point|validate|report|secrets verify)/.test(name),
);

function optionsOf(command: Command): string[] {
  return command.options.map(({ long }) => long ?? '');
}

describe('every command', () => {
  it('is registered', async () => {
    const { stdout } = await recover('--help', NOWHERE);
    for (const name of REGISTERED.keys()) expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    expect(COMMANDS.map((command) => command.name())).toEqual([...REGISTERED.keys()]);
  });

  it.each(OURS.map(({ name, command }) => [name, command] as const))(
    '%s takes --env and --json, and shows an example and the exit statuses',
    (name, command) => {
      let help = '';
      command.configureOutput({ writeOut: (text) => (help += text) });
      command.outputHelp();
      expect(optionsOf(command)).toEqual(expect.arrayContaining(['--env', '--json']));
      expect(help).toContain(`recover ${name}`);
      expect(help).toMatch(/For example:/);
    },
  );

  it.each(CHANGING.map(({ name, command }) => [name, command] as const))(
    '%s changes something, so it takes --dry-run and --yes',
    (_, command) => {
      expect(optionsOf(command)).toEqual(expect.arrayContaining(['--dry-run', '--yes']));
    },
  );
});

describe("no command moves a user's data between identities (PRD, section 6)", () => {
  const FORBIDDEN =
    /identit|account|migrat|merge|transfer|reassign|rename|move-user|user-?id|from-user|to-user|copy|link|takeover|impersonat/i;

  it.each(ALL.map(({ name, command }) => [name, command] as const))('%s does not', (name, command) => {
    const words = [
      name,
      command.description(),
      ...command.options.map(({ flags }) => flags),
      ...command.registeredArguments.map((argument) => argument.name()),
    ];
    for (const word of words) expect(word).not.toMatch(FORBIDDEN);
  });

  it('and only the ones that are known exist', () => {
    expect(ALL.map(({ name }) => name).sort()).toEqual([
      'abort',
      'approve',
      'doctor',
      'drill az-failure',
      'drill data-corruption',
      'drill regional-outage',
      'estimate',
      'find-restore-point',
      'halt-writes',
      'local-cloud env',
      'local-cloud faults',
      'local-cloud region',
      'local-cloud requests',
      'local-cloud start',
      'local-cloud status',
      'local-cloud stop',
      'plan-review',
      'preflight data-corruption',
      'preflight failback',
      'preflight regional-outage',
      'protect',
      'repoint',
      'report',
      'restore',
      'resume',
      'resume-writes',
      'rewind',
      'run data-corruption',
      'run failback',
      'run regional-outage',
      'salvage',
      'secrets backup',
      'secrets restore',
      'secrets verify',
      'status',
      'validate',
    ]);
  });
});

describe('wrong usage is told before any call, with status 2', () => {
  const run = 'run data-corruption --no-plan';

  it.each([
    ['a procedure that does not exist', 'run flood', "unknown command 'flood'"],
    ['a strategy that does not exist', `${run} --strategy flood`, 'Allowed choices are restore, rewind'],
    [
      'a restore time without a zone',
      `${run} --restore-to 2026-03-01T04:15:00`,
      'for example 2026-03-01T04:15:00Z',
    ],
    [
      'a restore time in another zone',
      `${run} --restore-to 2026-03-01T04:15:00+01:00`,
      'give a second in UTC',
    ],
    ['a restore time with fractions', `${run} --restore-to 2026-03-01T04:15:00.5Z`, 'give a second in UTC'],
    ['a day that does not exist', `restore --to 2026-02-30T00:00:00Z`, '--to "2026-02-30T00:00:00Z"'],
    ['a table of somebody else', `${run} --restore-to latest --table Users`, '--table "Users"'],
    ['too many users', `${run} --restore-to latest --users-to-verify 0`, 'a whole number from 1 to 10000'],
    ['an id that is none', 'resume ../INC', '"../INC" is not the id of an incident'],
    [
      'a window that is none',
      'resume INC-20260301-000000-0000 --accept-data-loss yes',
      '--accept-data-loss "yes"',
    ],
    ['both ways at once', 'repoint --undo --table SyncWellMetadata', 'either --table <name> or --undo'],
    ['neither way', 'repoint', 'either --table <name> or --undo'],
    ['a level that does not exist', 'validate --levels L9', 'L0,L1,L2,L3,L4'],
    [
      'a source without its second',
      'validate --against SyncWellMetadata',
      '--against <table> and --at <second> go together',
    ],
    ['no region', 'run regional-outage', "required option '--to <region>' not specified"],
    ['the primary region', 'run regional-outage --to us-east-1', 'is the primary region'],
    ['a region that is none', 'run regional-outage --to us-west-9', 'is no region; known: af-south-1'],
    ['another region', 'preflight regional-outage --to eu-west-1', 'RECOVERY_REGION=eu-west-1'],
    [
      'a source in the lost region',
      'run regional-outage --to us-west-2 --source point-in-time',
      'add --evacuate while the region answers',
    ],
    [
      'a copy as the source of an evacuation',
      'run regional-outage --to us-west-2 --evacuate --source vault',
      '--source vault is a copy, without what was written after it',
    ],
    ['a half that is none', 'status --role moon', 'Allowed choices are primary, recovery'],
    ['an environment that does not exist', 'status --env moon', 'SYNCWELL_ENV is "moon"; allowed: drill'],
    ['an unknown option', 'status --force', "unknown option '--force'"],
  ])('%s', async (_, line, message) => {
    const { status, stdout, stderr } = await recover(line, NOWHERE);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('as JSON when that was asked for', async () => {
    const { status, stdout } = await recover('resume ../INC --json', NOWHERE);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'INCIDENT_ID_INVALID', next: 'npx recover status' },
    });
  });

  it('and so is a clock that could restore a wrong second of the real service', async () => {
    const SYNCWELL_CLOCK = JSON.stringify({ speed: 60, start: 0, wallStart: 0 });
    const outcome: Outcome = await recover('status', {
      ...NOWHERE,
      AWS_ENDPOINT_URL: 'https://dynamodb.us-east-1.amazonaws.com',
      SYNCWELL_CLOCK,
    });
    expect(outcome.status).toBe(2);
    expect(outcome.stderr).toContain('SYNCWELL_CLOCK is only allowed with a local cloud');
  });
});
