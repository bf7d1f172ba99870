import * as fc from 'fast-check';
import { COMMANDS, camel, type OptionDeclaration } from '../../scripts/commands/declaration';
import { again, render, type Invocation } from '../../scripts/commands/declaration/invocation';
import { complete, read } from '../../scripts/commands/declaration/next';

const NOWHERE = { env: undefined, region: undefined, recoveryRegion: undefined };

/** Whatever may be typed of a command: the text of a value is free. */
const invocations: fc.Arbitrary<Invocation> = fc.constantFrom(...COMMANDS).chain((command) => {
  const given = (option: OptionDeclaration): fc.Arbitrary<string | boolean | undefined> => {
    if (option.placeholder === undefined) return fc.constantFrom(undefined, option.negation !== true);
    const text = fc
      .string({ unit: 'grapheme', minLength: 1 })
      .filter((one) => one.trim() !== '' && !one.startsWith('-') && !one.includes('\0'));
    return fc.option(option.choices === undefined ? text : fc.constantFrom(...option.choices()), {
      nil: undefined,
    });
  };
  const shown = command.options.filter(({ isHidden }) => isHidden !== true);
  const options = fc.record(Object.fromEntries(shown.map((option) => [camel(option.flag), given(option)])));
  const words = command.arguments.map(({ choices }) =>
    choices === undefined ? fc.constant('INC-20260301-041500-9f3a') : fc.constantFrom(...choices()),
  );
  return fc.record({ command: fc.constant(command.id), arguments: fc.tuple(...words), options });
});

function withoutGaps({ options = {}, ...rest }: Invocation): Invocation {
  const given = Object.entries(options).filter(([, value]) => value !== undefined && value !== false);
  return { ...rest, options: Object.fromEntries(given) };
}

describe('a printed command', () => {
  it('is read back by a shell and the parser as what it was made from', () => {
    fc.assert(
      fc.property(invocations, (invocation) => {
        const { invocation: back } = read(render(invocation));
        expect(withoutGaps(back ?? { command: '' })).toEqual(withoutGaps(invocation));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is for the environment and region of the command that prints it', () => {
    const scope = { ...NOWHERE, env: 'production', region: 'us-west-2' };
    expect(complete('npx recover resume-writes', scope)).toBe(
      'node bin/recover.js resume-writes --env production --region us-west-2',
    );
    expect(complete('npx recover resume INC-20260301-041500-9f3a', scope)).toBe(
      'node bin/recover.js resume INC-20260301-041500-9f3a --env production',
    );
    expect(complete('npx recover secrets verify --region us-east-1', scope)).toContain('--region us-east-1');
  });

  it('says which recovery region was meant, where the settings name another one', () => {
    const scope = { ...NOWHERE, env: 'drill', recoveryRegion: 'eu-west-1' };
    expect(complete('npx recover status', scope)).toBe(
      'RECOVERY_REGION=eu-west-1 node bin/recover.js status --env drill',
    );
    expect(complete('RECOVERY_REGION=eu-west-2 npx recover status', scope)).toMatch(
      /^RECOVERY_REGION=eu-west-2 node/,
    );
  });

  it('leaves commands of other tools alone', () => {
    const text = 'aws sts get-caller-identity';
    expect(complete(text, { ...NOWHERE, env: 'drill' })).toBe(text);
  });

  it('quotes what a shell would read otherwise', () => {
    const options = { out: 'my folder/$(rm)' };
    expect(render({ command: 'report', arguments: ['INC-1'], options })).toContain("'my folder/$(rm)'");
  });

  it('keeps what was typed, but for what changed', () => {
    const invocation = { command: 'restore', options: { restoreTo: 'latest', json: true } };
    expect(again(invocation, { restoreTo: undefined, dryRun: true }).options).toEqual({
      json: true,
      dryRun: true,
    });
  });
});
