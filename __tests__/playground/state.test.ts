import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readState, writeState, type State } from '../../scripts/playground/state';

const STATE: State = {
  pid: 4711,
  starterPid: 4710,
  port: 40_123,
  key: 'a-key',
  startedAt: '2026-03-01T04:15:00.000Z',
};

describe('the state file of the playground', () => {
  let folder: string;
  const file = (): string => join(folder, 'below', 'state.json');

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'playground-'))));
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it('gives back what was written, before the playground is ready and after', () => {
    writeState(file(), STATE);
    expect(readState(file())).toEqual(STATE);
    const ready = { ...STATE, env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:1', AWS_PROFILE: null } };
    writeState(file(), ready);
    expect(readState(file())).toEqual(ready);
  });

  it('can be read by its owner alone', () => {
    writeState(file(), STATE);
    expect(statSync(file()).mode & 0o777).toBe(0o600);
  });

  it.each(['', '{', '{"pid": "many"}', '[]'])('counts as absent when it holds %j', (content) => {
    writeState(file(), STATE);
    writeFileSync(file(), content);
    expect(readState(file())).toBeUndefined();
  });

  it('counts as absent when nobody wrote it', () => {
    expect(readState(file())).toBeUndefined();
  });
});
