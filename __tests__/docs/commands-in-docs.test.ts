import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parse as shellWords } from 'shell-quote';
import { PROGRAM } from '../../scripts/commands/declaration/invocation';
import { parse } from '../../scripts/commands/declaration/parse';
import { PROJECT_ROOT } from '../../scripts/project-root';

const DOCS = join(PROJECT_ROOT, 'docs');
const README = join(PROJECT_ROOT, 'README.md');
const CONTENTS = join(DOCS, 'README.md');

const inDocs = readdirSync(DOCS, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.md'))
  .map((name) => join(DOCS, name));
const PAGES = [README, join(PROJECT_ROOT, 'scripts', 'local-cloud', 'README.md'), ...inDocs].map((path) => ({
  path,
  name: relative(PROJECT_ROOT, path),
  text: readFileSync(path, 'utf8'),
}));

const PROGRAMS = [PROGRAM, 'npx recover', 'recover'];

/** Lines of the blocks that are for a shell. */
function shellLines(text: string): string[] {
  return [...text.matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = '']) => block.split('\n'));
}

/** Code within sentences and tables that starts the tool by the name that can be pasted. */
function commandsInSentences(text: string): string[] {
  return [...text.matchAll(/`([^`\n]+)`/g)]
    .map(([, code = '']) => code.replaceAll('\\|', '|'))
    .filter((code) => code.includes(`${PROGRAM} `));
}

/** The words after the tool's name in every command of a line that starts the tool. */
function startsOf(line: string): string[] {
  return line
    .replace(/\s#.*$/, '')
    .split(' && ')
    .flatMap((command) => {
      const inner = /^eval "\$\((.*)\)"$/.exec(command)?.[1] ?? command;
      const bare = inner
        .replace(/^([A-Z_]+=\S+ )*/, '')
        // What another command prints stands for a value.
        .replace(/"\$\(.*\)"/, 'VALUE');
      const program = PROGRAMS.find((name) => bare.startsWith(`${name} `));
      return program === undefined ? [] : [bare.slice(program.length + 1)];
    });
}

/** What is wrong with the words; undefined: the tool takes them, in today's spelling. */
function wrongWith(words: string): string | undefined {
  const given = shellWords(words).map((word) => (typeof word === 'string' ? word : JSON.stringify(word)));
  try {
    const warnings = parse(given)?.warnings ?? [];
    return warnings.length === 0 ? undefined : warnings.join('; ');
  } catch (error) {
    return (error as Error).message;
  }
}

function linksOf(text: string): string[] {
  const prose = text.replace(/^```[^]*?^```$/gm, '').replace(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link.replace(/#.*$/, ''))
    .filter((link) => link !== '' && !/^[a-z]+:/.test(link));
}

describe.each(PAGES)('$name', ({ path, text }) => {
  it('starts the tool only by commands and options that it has, in their spelling of today', () => {
    const starts = [...shellLines(text), ...commandsInSentences(text)].flatMap(startsOf);
    const wrong = starts.flatMap((words) => {
      const complaint = wrongWith(words);
      return complaint === undefined ? [] : [`recover ${words}: ${complaint}`];
    });
    expect(wrong).toEqual([]);
  });

  it('never starts the tool by a name that could fetch a package', () => {
    expect(text).not.toContain('npx recover');
  });

  it('names only npm scripts that exist', () => {
    const { scripts } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const named = [...text.matchAll(/npm run (?:--silent )?([a-z][\w:-]*)/g)].map(([, name = '']) => name);
    expect(named.filter((name) => !Object.hasOwn(scripts, name))).toEqual([]);
  });

  it('links to files that exist', () => {
    expect(linksOf(text).filter((link) => !existsSync(join(dirname(path), link)))).toEqual([]);
  });
});

it('checks many commands, so that the pattern that finds them is alive', () => {
  const starts = PAGES.flatMap(({ text }) =>
    [...shellLines(text), ...commandsInSentences(text)].flatMap(startsOf),
  );
  expect(starts.length).toBeGreaterThan(150);
  expect(wrongWith('run regional-outage --to us-west-2')).toMatch(/is now --to-region/);
  expect(wrongWith('run data-corruption --no-such-option')).toMatch(/unknown option/);
});

it('the README is one screen: fewer than 500 words', () => {
  expect(readFileSync(README, 'utf8').split(/\s+/).length).toBeLessThan(500);
});

it('the table of contents has one entry for every page', () => {
  const listed = linksOf(readFileSync(CONTENTS, 'utf8')).map((link) => join(DOCS, link));
  expect(new Set(listed).size).toBe(listed.length);
  expect(inDocs.filter((path) => path !== CONTENTS && !listed.includes(path))).toEqual([]);
});
