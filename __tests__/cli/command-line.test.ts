import { COMMANDS, type CommandDeclaration } from '../../scripts/commands/declaration';
import { inputOf } from '../../scripts/commands/declaration/input';
import { parse } from '../../scripts/commands/declaration/parse';
import { CommanderError } from 'commander';
import { systemClock } from '../../scripts/engine/clock';
import { recover as runCommand } from '../../scripts/recover';
import { recover, type Outcome } from '../support/service-with-operators';
import { quietSurroundings } from '../support/surroundings';

/** No command gets as far as a call here. */
const NOWHERE = {
  SYNCWELL_ENV: 'drill',
  SYNCWELL_SETTINGS_DIRECTORY: undefined,
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};

const ALL = COMMANDS;
const OURS = ALL.filter(({ id }) => !/^(drill|local-cloud|plan-review|completion)/.test(id));
/** What changes the service: a sign-in changes this machine only. */
const CHANGING = OURS.filter(
  ({ id }) =>
    !/^(status|doctor|estimate|preflight|find-restore-point|validate|report|secrets verify|sign-in)/.test(id),
);

function flagsOf({ options }: CommandDeclaration): string[] {
  return options.filter(({ isHidden }) => isHidden !== true).map(({ flag }) => flag);
}

/** What somebody reads who asks for help. */
function helpOf(...words: string[]): string {
  let help = '';
  parse([...words, '--help'], { write: { out: (text) => (help += text), error: () => undefined } });
  return help;
}

describe('every command', () => {
  it('is in the help, under a heading', () => {
    const help = helpOf();
    for (const { id, group } of COMMANDS) {
      expect(help).toMatch(new RegExp(`^ {2}${id.split(' ')[0] ?? ''} `, 'm'));
      expect(help).toContain(`${group}:`);
    }
  });

  it.each(OURS.map((command) => [command.id, command] as const))(
    '%s takes --env and --json, and shows an example and the exit statuses',
    (id, command) => {
      const help = helpOf(...id.split(' '));
      expect(flagsOf(command)).toEqual(expect.arrayContaining(['env', 'json']));
      expect(help).toContain(`recover ${id}`);
      expect(help).toMatch(/For example:/);
      expect(help).toMatch(/Exit status:/);
    },
  );

  it.each(CHANGING.map((command) => [command.id, command] as const))(
    '%s changes something, so it takes --dry-run',
    (_, command) => {
      expect(flagsOf(command)).toContain('dry-run');
    },
  );

  it.each(COMMANDS.flatMap(({ id, examples }) => examples.map((example) => [id, example] as const)))(
    '%s: its example "%s" is a right command line',
    (_, example) => {
      const parsed = parse(example.split(' '));
      expect(parsed?.warnings).toEqual([]);
      expect(() => inputOf(parsed?.invocation ?? { command: '' })).not.toThrow();
    },
  );
});

describe('spellings of earlier versions still work, with a warning', () => {
  it.each([
    ['restore --to latest', { restoreTo: 'latest' }, '--to is now --restore-to'],
    ['run regional-outage --to us-west-2', { toRegion: 'us-west-2' }, '--to is now --to-region'],
    ['protect --from us-east-1', { region: 'us-east-1' }, '--from is now --region'],
    ['rewind --since 2026-03-01T04:15:00Z --apply', { yes: true }, '--apply is now --yes'],
    ['status --role recovery', { role: 'recovery' }, '--role: use --region'],
    ['halt-writes --yes', {}, '--yes does nothing here'],
  ])('%s', (line, options, warning) => {
    const parsed = parse(line.split(' '));
    expect(parsed?.invocation.options).toMatchObject(options);
    expect(parsed?.warnings).toEqual([expect.stringContaining(warning)]);
  });
});

describe("no command moves a user's data between identities (PRD, section 6)", () => {
  const FORBIDDEN =
    /identit|account|migrat|merge|transfer|reassign|rename|move-user|user-?id|from-user|to-user|copy|link|takeover|impersonat/i;

  it.each(ALL.map((command) => [command.id, command] as const))('%s does not', (id, command) => {
    const words = [
      id,
      command.summary,
      ...command.options.map(({ flag }) => flag),
      ...command.arguments.map(({ name }) => name),
    ];
    for (const word of words) expect(word).not.toMatch(FORBIDDEN);
  });

  it('and only the ones that are known exist', () => {
    expect(ALL.map(({ id }) => id).sort()).toEqual([
      'abort',
      'approve',
      'completion',
      'doctor',
      'drill az-failure',
      'drill data-corruption',
      'drill regional-outage',
      'estimate',
      'find-restore-point',
      'halt-writes',
      'images pin',
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
      'sign-in',
      'status',
      'validate',
    ]);
  });
});

/** What the tool says to a command line, in this process. */
async function typed(line: string): Promise<{ readonly status: number; readonly text: string }> {
  try {
    const parsed = parse(line.split(' '));
    if (parsed === undefined) return { status: 0, text: '' };
    const surroundings = quietSurroundings({ clock: systemClock, env: NOWHERE });
    const { status, failure } = await runCommand(parsed.invocation, surroundings);
    return { status, text: [failure?.message, failure?.next].join('\n') };
  } catch (error) {
    // The command line prints it and ends with 2.
    if (error instanceof CommanderError) return { status: 2, text: error.message };
    throw error;
  }
}

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
    [
      'a day that does not exist',
      `restore --restore-to 2026-02-30T00:00:00Z`,
      '--restore-to "2026-02-30T00:00:00Z"',
    ],
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
      '--against <table> and --restore-to <second> go together',
    ],
    ['no region', 'run regional-outage', "required option '--to-region <region>' not specified"],
    ['the primary region', 'run regional-outage --to-region us-east-1', 'is the primary region'],
    [
      'a region that is none',
      'run regional-outage --to-region us-west-9',
      'is not a region that the tool knows. Allowed: af-south-1',
    ],
    ['another region', 'preflight regional-outage --to-region eu-west-1', 'RECOVERY_REGION=eu-west-1'],
    [
      'a source in the lost region',
      'run regional-outage --to-region us-west-2 --source point-in-time',
      'Add --evacuate while that region answers',
    ],
    [
      'a copy as the source of an evacuation',
      'run regional-outage --to-region us-west-2 --evacuate --source vault',
      '--source vault is a copy, which lacks the newest writes',
    ],
    ['a region that is none', 'status --region moon', 'is no region. Known: af-south-1'],
    ['a region of another service', 'status --region eu-west-1', 'is in us-east-1 or us-west-2'],
    ['an environment that does not exist', 'status --env moon', 'SYNCWELL_ENV is "moon"; allowed: drill'],
    ['an unknown option', 'status --force', "unknown option '--force'"],
  ])('%s', async (_, line, message) => {
    const { status, text } = await typed(line);
    expect(text).toContain(message);
    expect(status).toBe(2);
  });

  it.each([
    ['a word that is none', 'run flood', "unknown command 'flood'"],
    ['a value that is not allowed', 'validate --levels L9', 'L0,L1,L2,L3,L4'],
  ])('%s: on standard error, and nothing on standard output', async (_, line, message) => {
    const { status, stdout, stderr } = await recover(line, NOWHERE);
    expect(stderr).toContain(message);
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  });

  it('as JSON when that was asked for', async () => {
    const { status, stdout } = await recover('resume ../INC --json', NOWHERE);
    expect(status).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({
      error: { code: 'INCIDENT_ID_INVALID', next: 'node bin/recover.js status --env drill' },
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
