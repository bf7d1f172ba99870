import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { readPlanFile } from '../../scripts/plan-review/plan-file/read';
import { Stop } from '../../scripts/engine/stop';
import { planDocument, resourceChange } from './support/documents';

const SECRET = 'hunter2-hunter2';
const PLAN = JSON.stringify(planDocument([resourceChange({ after: { password: SECRET } })]));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-review-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(content: string | Buffer): unknown {
  const path = join(folder, 'plan.json');
  writeFileSync(path, content);
  return readPlanFile(path);
}

function stopOf(work: () => unknown): Stop {
  try {
    work();
  } catch (error) {
    if (error instanceof Stop) return error;
    throw error;
  }
  throw new Error('it was taken for a plan');
}

const BAD: readonly (readonly [string, string | Buffer, string])[] = [
  ['nothing', '', 'PLAN_EMPTY'],
  ['only white space', ' \n\n', 'PLAN_EMPTY'],
  ['a plan cut off in the middle', PLAN.slice(0, PLAN.length / 2), 'PLAN_TRUNCATED'],
  ['a plan without its last character', PLAN.slice(0, -1), 'PLAN_TRUNCATED'],
  ['a compressed plan cut off', gzipSync(PLAN).subarray(0, 60), 'PLAN_TRUNCATED'],
  ['something else than JSON', 'resource "aws_dynamodb_table" "x" {}', 'PLAN_NOT_JSON'],
  ['what begins like JSON', `{"password": ${SECRET}, "a": }`, 'PLAN_NOT_JSON'],
  ['a plan as text', '\nTerraform used the selected providers to generate the following plan', 'PLAN_TEXT'],
  ['a plan as text in colour', '\u001b[0m\u001b[1maws_vpc.x: Refreshing state... [id=vpc-1]', 'PLAN_TEXT'],
  ['a saved plan in binary', Buffer.from('PK\u0003\u0004\u0014\u0000', 'latin1'), 'PLAN_BINARY'],
  [
    'the events of plan -json',
    '{"@level":"info","@message":"Terraform 1.11.4"}\n{"@level":"info"}',
    'PLAN_EVENTS',
  ],
  ['format 2.0', JSON.stringify({ ...JSON.parse(PLAN), format_version: '2.0' }), 'PLAN_FORMAT_UNSUPPORTED'],
  ['format 0.1', JSON.stringify({ ...JSON.parse(PLAN), format_version: '0.1' }), 'PLAN_FORMAT_UNSUPPORTED'],
  ['format 10.1', JSON.stringify({ ...JSON.parse(PLAN), format_version: '10.1' }), 'PLAN_FORMAT_UNSUPPORTED'],
  ['a state', JSON.stringify({ format_version: '1.0', values: {} }), 'PLAN_STATE'],
  ['any other JSON', '{"a": 1}', 'PLAN_MALFORMED'],
  ['a list', '[1, 2]', 'PLAN_NOT_JSON'],
  [
    'changes that are no list',
    JSON.stringify({ ...JSON.parse(PLAN), resource_changes: { [SECRET]: 1 } }),
    'PLAN_MALFORMED',
  ],
];

describe('a file that is no plan', () => {
  it.each(BAD)('is refused in one line: %s', (_, content, code) => {
    const stop = stopOf(() => read(content));
    expect([stop.kind, stop.code]).toEqual(['usage', code]);
    expect(stop.message.split('\n')).toHaveLength(1);
    expect(stop.message).not.toContain(SECRET);
  });

  it('is refused when it has 200 MB, without being read', () => {
    const path = join(folder, 'large.json');
    writeFileSync(path, '{');
    truncateSync(path, 200_000_000);
    const before = process.memoryUsage.rss();
    expect(stopOf(() => readPlanFile(path)).message).toContain('too large (200 MB');
    expect(process.memoryUsage.rss() - before).toBeLessThan(50_000_000);
  });

  it('is refused when it unpacks to 200 MB', () => {
    expect(stopOf(() => read(gzipSync(Buffer.alloc(200_000_000)))).code).toBe('PLAN_TOO_LARGE');
  });

  it('is refused when it is not there, or a folder', () => {
    expect(stopOf(() => readPlanFile(join(folder, 'absent.json'))).message).toContain('ENOENT');
    expect(stopOf(() => readPlanFile(folder)).message).toContain('is a folder');
  });
});

describe('a plan', () => {
  it.each(['1.0', '1.2', '1.9', '1.27'])('is read in format %s', (format) => {
    expect(read(JSON.stringify({ ...JSON.parse(PLAN), format_version: format }))).toMatchObject({
      format_version: format,
    });
  });

  it('is read compressed, with a byte order mark, and with members that nobody knows yet', () => {
    expect(read(gzipSync(PLAN))).toMatchObject({ format_version: '1.2' });
    expect(read(`\uFEFF${PLAN}`)).toMatchObject({ format_version: '1.2' });
    const future = {
      ...JSON.parse(PLAN),
      novelties: [{ a: 1 }],
      resource_changes: [{ ...resourceChange({}), novelty: true }],
    };
    expect(read(JSON.stringify(future))).toMatchObject({ novelties: [{ a: 1 }] });
  });

  it('of nothing at all is read', () => {
    expect(
      read(JSON.stringify({ format_version: '1.2', planned_values: { root_module: {} } })),
    ).toBeDefined();
  });
});
