import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LOCAL_CLOUD_DIRECTORY } from '../../scripts/local-cloud/paths';
import { readDescription } from '../../scripts/local-cloud/process/description';
import { endPlayground } from '../../scripts/playground/lifecycle';
import { CLOUD, FOLDER } from '../../scripts/playground/place';

const ROOT = join(__dirname, '..', '..');
const PAGE = join(ROOT, 'docs', 'quickstart.md');
const MINUTE = 60_000;

/** What a person types when asked; every question is asked once, in the order of the page. */
const DOWN = '\u001b[B';
const ACCEPT = { when: String.raw`To accept it, type: (\S+)`, type: String.raw`\1` };
const ANSWERS = [
  { when: String.raw`proposed is \w+: (?s:.*)restore: a new table`, type: DOWN },
  { when: 'after the restore(?s:.*)leave them', type: '' },
  ACCEPT,
];

interface Block {
  readonly title: string;
  readonly script: string;
}

/** The blocks of the page, each with the title above it. */
function blocksOf(page: string): Block[] {
  let title = '';
  return [...page.matchAll(/^## (.*)$|^```sh\n([^]*?)^```$/gm)].flatMap(([, heading, script]) => {
    if (heading !== undefined) title = heading;
    return script === undefined ? [] : [{ title, script }];
  });
}

/** Everything in one shell at one terminal, as a reader does it; ends at the first command that fails. */
async function typed(script: string): Promise<{ readonly status: number | null; readonly output: string }> {
  const terminal = spawn('python3', [join(__dirname, 'terminal.py'), script], { cwd: ROOT });
  let output = '';
  terminal.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  terminal.stderr.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  terminal.stdin.end(JSON.stringify(ANSWERS));
  const status = await new Promise<number | null>((resolve) => terminal.once('close', resolve));
  return { status, output };
}

/** @returns everything that was printed by a script that must end well */
async function works(script: string): Promise<string> {
  const { status, output } = await typed(script);
  expect({ status, last: output.slice(-4_000) }).toEqual({
    status: 0,
    last: expect.stringContaining('[the end]'),
  });
  return output;
}

describe('the quickstart', () => {
  const page = readFileSync(PAGE, 'utf8');
  const isOfRegion = ({ title }: Block): boolean => title === 'Lose a region';
  /** All blocks of a part of the page, each marked, so that a failure says where. */
  const scriptOf = (blocks: readonly Block[]): string =>
    [
      'set -e\n',
      ...blocks.map(({ title, script }, index) => `echo "[block ${index}: ${title}]"\n${script}`),
      'echo "[the end]"',
    ].join('');

  afterAll(async () => {
    await endPlayground();
  }, MINUTE);

  it('is short', () => {
    expect(page.split(/\s+/).length).toBeLessThan(900);
  });

  it(
    'works when every block up to the first stop is typed as it is',
    async () => {
      const blocks = blocksOf(page).filter((block) => !isOfRegion(block));
      const output = await works(scriptOf(blocks));
      expect(output).toMatch(/writes {8}go on/);
      expect(output).toMatch(/live table {4}SyncWellMetadata-restored-/);
      expect(output).toMatch(/INC-\S+ is completed/);
    },
    20 * MINUTE,
  );

  it(
    'works when a region is lost, rebuilt and returned to, as every block says',
    async () => {
      const output = await works(scriptOf(blocksOf(page).filter(isOfRegion)));
      expect(output).toMatch(/INC-\S+ is completed[^]*INC-\S+ is completed/);
    },
    25 * MINUTE,
  );

  it('leaves nothing running, and no folder', () => {
    expect(readDescription(CLOUD)).toBeUndefined();
    expect(existsSync(FOLDER)).toBe(false);
    expect(existsSync(join(LOCAL_CLOUD_DIRECTORY, 'clouds', CLOUD))).toBe(false);
  });
});
