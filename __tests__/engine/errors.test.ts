import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AREAS, ERRORS, stop, type ErrorCode } from '../../scripts/engine/errors';
import type { ErrorEntry } from '../../scripts/engine/errors/entry';
import { Stop } from '../../scripts/engine/stop';
import { inputOf } from '../../scripts/commands/declaration/input';
import { read } from '../../scripts/commands/declaration/next';
import { PROJECT_ROOT } from '../../scripts/project-root';

const CODES = Object.keys(ERRORS) as ErrorCode[];

interface Sample {
  readonly code: ErrorCode;
  readonly made: Stop;
}

const samples: Sample[] = CODES.flatMap((code) => {
  const { examples } = ERRORS[code] as unknown as ErrorEntry<object>;
  return examples.map((example) => ({ code, made: stop(code, example as never) }));
});

/** A sentence ends with a full stop and a blank, or with the message. */
function sentences(text: string): number {
  return text.split(/[.?!](?:\s+(?=[A-Z`'"(/])|$)/).filter((part) => part.trim() !== '').length;
}

function sourcesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}

describe('every entry of the registry', () => {
  it('has a code of its own, in one area', () => {
    const listed = Object.values(AREAS).flatMap((area) => Object.keys(area));
    expect([...listed].sort()).toEqual([...CODES].sort());
    expect(new Set(listed).size).toBe(listed.length);
  });

  it('makes a message of at most three sentences', () => {
    const long = samples.filter(({ made }) => sentences(made.message) > 3);
    expect(long.map(({ code, made }) => `${code}: ${made.message}`)).toEqual([]);
  });

  it('makes a message without undefined or an object in it', () => {
    const odd = samples.filter(({ made: { message } }) => /\bundefined\b|\[object/.test(message));
    expect(odd.map(({ code, made }) => `${code}: ${made.message}`)).toEqual([]);
  });

  it('says a next command in one line, which names nothing that is unknown', () => {
    const bad = samples.filter(
      ({ made: { next } }) =>
        next === undefined || !/^\S.*\S$/.test(next) || /\b(undefined|null)\b/.test(next),
    );
    expect(bad.map(({ code, made }) => `${code}: ${String(made.next)}`)).toEqual([]);
  });

  it('names a command that the tool has, without environment', () => {
    const bad = samples.filter(
      ({ made: { next = '' } }) => !next.split(' && ').every(isRight) || /--env(\s|=|$)/.test(next),
    );
    expect(bad.map(({ code, made }) => `${code}: ${String(made.next)}`)).toEqual([]);
  });

  it('names a command that the tool has, without environment', () => {
    const bad = samples.filter(
      ({ made: { next = '' } }) => !next.split(' && ').every(isRight) || /--env(\s|=|$)/.test(next),
    );
    expect(bad.map(({ code, made }) => `${code}: ${String(made.next)}`)).toEqual([]);
  });

  it('names a page that exists', () => {
    const pages = CODES.map((code) => (ERRORS[code] as unknown as ErrorEntry<object>).page ?? 'README.md');
    expect([...new Set(pages)].filter((page) => !existsSync(join(PROJECT_ROOT, page)))).toEqual([]);
  });

  it('says in one sentence what it means', () => {
    const bad = CODES.filter((code) => {
      const { means } = ERRORS[code] as unknown as ErrorEntry<object>;
      return sentences(means) !== 1 || !means.endsWith('.');
    });
    expect(bad).toEqual([]);
  });
});

/** Whether a command of this tool is one, with all that it needs; others are theirs to judge. */
function isRight(command: string): boolean {
  if (!/^([A-Z_]+=\S+ )*npx recover /.test(command) || command.endsWith('--help')) return true;
  const { invocation } = read(command);
  if (invocation === undefined) return false;
  inputOf(invocation);
  return true;
}

it('every code that was ever given to an error is registered', () => {
  const golden = join(PROJECT_ROOT, '__tests__', 'contracts', 'golden', 'error-codes.json');
  const frozen = JSON.parse(readFileSync(golden, 'utf8')) as string[];
  expect(frozen.filter((code) => !Object.hasOwn(ERRORS, code))).toEqual([]);
});

it('every entry is used outside of the registry', () => {
  const registry = join(PROJECT_ROOT, 'scripts', 'engine', 'errors');
  const text = [
    ...sourcesBelow(join(PROJECT_ROOT, 'scripts')),
    ...sourcesBelow(join(PROJECT_ROOT, 'settings')),
  ]
    .filter((path) => !path.startsWith(registry))
    .map((path) => readFileSync(path, 'utf8'))
    .join('\n');
  expect(CODES.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
});

it('an error has kind, code, message and next of its entry', () => {
  const made = stop('INCIDENT_ABORTED', { incident: 'INC-1', at: '2026-03-01T04:15:00Z' });
  expect(made).toBeInstanceOf(Stop);
  expect(made).toMatchObject({
    kind: 'refused',
    code: 'INCIDENT_ABORTED',
    message: 'INC-1 was aborted at 2026-03-01T04:15:00Z and cannot go on. Declare a new incident.',
    next: 'npx recover status',
  });
});
