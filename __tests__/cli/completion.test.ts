import { spawnSync } from 'node:child_process';
import { COMMANDS } from '../../scripts/commands/declaration';
import { systemClock } from '../../scripts/engine/clock';
import { recover } from '../../scripts/recover';
import { quietSurroundings } from '../support/surroundings';

let script = '';
beforeAll(async () => {
  const surroundings = quietSurroundings({ clock: systemClock });
  await recover({ command: 'completion', arguments: ['bash'] }, surroundings);
  ({ script } = surroundings.results[0] as { script: string });
});

/** What bash offers after these words; the last one is begun. */
function offered(...words: string[]): string[] {
  const typed = words.map((word) => `'${word}'`).join(' ');
  const program = `${script}\nCOMP_WORDS=(${typed}); COMP_CWORD=${words.length - 1}; _recover; echo "\${COMPREPLY[*]}"`;
  const { stdout, stderr } = spawnSync('bash', ['-c', program], { encoding: 'utf8' });
  expect(stderr).toBe('');
  return stdout.trim().split(' ');
}

describe('completion in bash offers', () => {
  it('every first word of a command', () => {
    const heads = COMMANDS.map(({ id }) => id.split(' ')[0]);
    expect(offered('recover', '')).toEqual(expect.arrayContaining(heads));
  });

  it('the second word of a command that has two', () => {
    expect(offered('recover', 'run', '')).toEqual([
      'data-corruption',
      'failback',
      'regional-outage',
      '--help',
    ]);
    expect(offered('recover', 'secrets', 'v')).toEqual(['verify']);
  });

  it('the options of the command that is typed, and no old ones', () => {
    const options = offered('recover', 'run', 'regional-outage', '--');
    expect(options).toEqual(expect.arrayContaining(['--to-region', '--evacuate', '--no-plan']));
    expect(options).not.toContain('--to');
    expect(offered('recover', 'resume', 'INC-20260301-041500-9f3a', '--acc')).toEqual(['--accept-data-loss']);
  });

  it('the words that an option takes', () => {
    expect(offered('recover', 'run', 'data-corruption', '--strategy', '')).toEqual(['restore', 'rewind']);
  });
});
