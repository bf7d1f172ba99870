import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isoSecond } from '../../scripts/engine/clock';
import { recover, startService, type Service } from '../support/service-with-operators';

let service: Service;
let umask: number;
/** Where the operator's machine keeps incidents. */
let machine: string | undefined;
beforeAll(async () => {
  // The loosest there is: every mode is the tool's own.
  umask = process.umask(0);
  service = await startService({ approvals: true });
  await service.clock.sleep(10 * 60_000);
}, 180_000);
afterAll(async () => {
  process.umask(umask);
  await service.close();
});

it('a recovery waits for a second person, who is not the first one in another role', async () => {
  const alice = await service.signIn('alice');
  const restoreTo = isoSecond(service.clock.now() - 120_000);
  const window = `${restoreTo}/${isoSecond(service.clock.now() + 7_200_000)}`;
  const run = await recover(
    `run data-corruption --no-plan --restore-to ${restoreTo} --accept-data-loss ${window} --users-to-verify 2`,
    alice,
  );
  expect(run.status).toBe(3);
  const incident = /node bin\/recover\.js approve (INC-[0-9a-f-]+)/.exec(run.stderr)?.[1] ?? '';
  expect(incident).not.toBe('');

  const same = await recover(
    `approve ${incident} --json`,
    await service.signIn('alice', 'recovery-approver'),
  );
  expect(same.status).toBe(3);
  expect(JSON.parse(same.stdout).error.code).toBe('APPROVED_BY_SAME_PERSON');

  const bob = await service.signIn('bob', 'recovery-approver');
  const look = await recover(`approve ${incident} --dry-run`, bob);
  expect(look.stdout).toContain(`restoreTo: "${restoreTo}"`);
  expect(look.stdout).toContain(`everything written from ${restoreTo} to`);
  const approved = await recover(`approve ${incident} --json`, bob);
  expect(approved.status).toBe(0);
  expect(JSON.parse(approved.stdout)).toMatchObject({
    incident,
    next: `node bin/recover.js resume ${incident} --env drill`,
  });

  const resumed = await recover(`resume ${incident} --json`, alice);
  expect(JSON.parse(resumed.stdout)).toMatchObject({ incident, state: 'completed' });
  machine = alice.SYNCWELL_INCIDENTS_DIRECTORY;
}, 240_000);

it('what an incident writes is for its operator alone, whatever the umask', () => {
  const root = machine ?? '';
  const paths = readdirSync(root, { recursive: true, encoding: 'utf8' });
  const found = [root, ...paths.map((path) => join(root, path))].map((path) => ({
    path,
    isFolder: statSync(path).isDirectory(),
    mode: (statSync(path).mode & 0o777).toString(8),
  }));
  for (const name of ['journal.jsonl', 'report.html', 'report.json', 'report.md', 'validation.json'])
    expect(paths.some((path) => path.endsWith(name))).toBe(true);
  expect(found.filter(({ isFolder, mode }) => mode !== (isFolder ? '700' : '600'))).toEqual([]);
});

it('a halt does not wait: nothing may get worse meanwhile', async () => {
  const alice = await service.signIn('alice');
  expect((await recover('halt-writes', alice)).status).toBe(0);
  expect((await recover('resume-writes', alice)).status).toBe(0);
}, 120_000);
