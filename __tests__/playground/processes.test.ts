import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { isMember } from '../../scripts/playground/lifecycle';
import { endProcesses, listProcesses, withDescendants } from '../../scripts/playground/processes';

const FOLDER = '/home/alice/here/.local-cloud/playground';
const ONE = { pid: 1, parent: 0, args: '/sbin/init' };

describe('processes of a playground', () => {
  it('are the wanted ones and everything below them, in whatever order they are listed', () => {
    const processes = [
      { pid: 13, parent: 12, args: 'provider' },
      { pid: 11, parent: 10, args: 'cdktf' },
      ONE,
      { pid: 12, parent: 11, args: 'terraform' },
      { pid: 10, parent: 1, args: 'keeper' },
      { pid: 20, parent: 1, args: 'another' },
    ];
    const found = withDescendants(processes, ({ args }) => args === 'keeper');
    expect([...found].sort()).toEqual([10, 11, 12, 13]);
  });

  it('are none when nobody is wanted', () => {
    expect(withDescendants([ONE], () => false)).toEqual([]);
  });

  it.each([
    `node -r /home/alice/here/bin/register.js ${process.cwd()}/scripts/playground/keeper.ts --folder ${FOLDER} --options {}`,
    `node /home/alice/here/node_modules/.bin/cdktf deploy a --output ${FOLDER}/deploy-x/cdktf.out`,
  ])('include %s', (args) => {
    expect(isMember(FOLDER)({ ...ONE, args })).toBe(true);
  });

  it.each([
    `tail -f ${FOLDER}/playground.log`,
    `node keeper.ts --folder ${FOLDER}-2 --options {}`,
    `vi ${FOLDER}/state.json`,
    'node bin/recover.js status',
  ])('do not include what merely names them: %s', (args) => {
    expect(isMember(FOLDER)({ ...ONE, args })).toBe(false);
  });
});

describe('endProcesses', () => {
  let child: ChildProcess;

  afterEach(() => child.kill('SIGKILL'));

  const started = async (program: string): Promise<number> => {
    child = spawn(process.execPath, ['-e', `${program}; setInterval(() => {}, 1000); console.log('up')`]);
    await once(child.stdout!, 'data');
    return child.pid!;
  };

  it('returns when they are gone', async () => {
    const pid = await started('');
    await endProcesses([pid]);
    expect((await listProcesses()).map((one) => one.pid)).not.toContain(pid);
  });

  it('kills one that does not want to end', async () => {
    const pid = await started("process.on('SIGTERM', () => {})");
    await endProcesses([pid], 0);
    expect((await listProcesses()).map((one) => one.pid)).not.toContain(pid);
  });
});
