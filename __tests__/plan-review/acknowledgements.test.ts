import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAcknowledgements, readAcknowledgements } from '../../scripts/plan-review/acknowledgements/read';
import type { Acknowledgement } from '../../scripts/plan-review/acknowledgements/schema';
import { digestOf } from '../../scripts/plan-review/digest';
import { buildStackPlan } from '../../scripts/plan-review/model/build';
import { parsePlan } from '../../scripts/plan-review/plan-file/parse';
import { verdictOf } from '../../scripts/plan-review/verdict';
import { commentOf, planDocument, resourceChange, reviewOf } from './support/documents';

const ENTRY: Acknowledgement = {
  hazard: 'SW-STATE-001',
  stack: 'drill-primary',
  resource: 'aws_dynamodb_table.it',
  reason: 'Replaced by the new table; nothing has read it since January.',
  expires: '2026-03-31',
};
const PLAN = planDocument([resourceChange({ actions: ['delete'], before: { name: 'x' } })]);

function verdict(entries: readonly object[], today = '2026-03-01'): any {
  const options = { acknowledgements: entries as Acknowledgement[], today };
  const stacks = { 'drill-primary': PLAN };
  const comment = commentOf(stacks, options);
  return { ...verdictOf(reviewOf(stacks, options), comment), markdown: comment.markdown };
}

describe('an acknowledgement', () => {
  it('lets its hazard pass, and is told with its reason', () => {
    const { verdict: result, markdown } = verdict([ENTRY]);
    expect(result).toBe('acknowledged');
    expect(markdown).toContain('## ⚠️ 1 hazard, all acknowledged');
    expect(markdown).toContain(`acknowledged: \`${ENTRY.reason}\``);
  });

  it('counts to the end of its last day, and is told when it has expired', () => {
    expect(verdict([ENTRY], '2026-03-31').verdict).toBe('acknowledged');
    const { verdict: result, markdown } = verdict([ENTRY], '2026-04-01');
    expect(result).toBe('hazards');
    expect(markdown).toContain('Acknowledgement expired on 2026-03-31');
  });

  it.each([
    ['another hazard', { hazard: 'SW-STATE-002' }],
    ['another resource', { resource: 'aws_dynamodb_table.other' }],
    ['a resource that only begins alike', { resource: 'aws_dynamodb_table.i' }],
  ])('covers nothing but what it names: %s', (_, other) => {
    const { verdict: result, markdown } = verdict([{ ...ENTRY, ...other }]);
    expect(result).toBe('hazards');
    expect(markdown).toContain('Acknowledgement of no use');
  });

  it('of a stack that was not planned is neither used nor unused', () => {
    const { verdict: result, acknowledgements } = verdict([{ ...ENTRY, stack: 'production-primary' }]);
    expect([result, acknowledgements]).toEqual(['hazards', { expired: [], unused: [] }]);
  });
});

describe('the file of acknowledgements', () => {
  const parse = (entry: object): unknown =>
    parseAcknowledgements('acknowledged.json', JSON.stringify({ acknowledgements: [entry] }));

  it('is the one of the repository, and can be used', () => {
    expect(readAcknowledgements(join(__dirname, '..', '..', 'plan-review', 'acknowledged.json'))).toEqual([]);
  });

  it('holds none when it is not there', () => {
    expect(readAcknowledgements('/does/not/exist.json')).toEqual([]);
  });

  it.each([
    ['no reason', { reason: '' }],
    ['a reason of a word', { reason: 'needed' }],
    ['no end', { expires: 'never' }],
    ['a day that does not exist', { expires: '2026-02-30' }],
    ['an unknown hazard', { hazard: 'SW-STATE-999' }],
    ['a hazard that nobody can take upon themselves', { hazard: 'SW-POINTER-001' }],
    ['a misspelt key', { ressource: 'x' }],
  ])('is refused with %s', (_, more) => {
    expect(() => parse({ ...ENTRY, ...more })).toThrow('acknowledged.json cannot be used');
  });

  it('is refused when it is not JSON', () => {
    const folder = mkdtempSync(join(tmpdir(), 'acknowledged-'));
    try {
      writeFileSync(join(folder, 'a.json'), '{');
      expect(() => readAcknowledgements(join(folder, 'a.json'))).toThrow('it is not JSON');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the digest', () => {
  const digest = (document: object): string =>
    digestOf([buildStackPlan('s', parsePlan('s.json', Buffer.from(JSON.stringify(document))))]);
  const change = (more: object = {}): object =>
    resourceChange({ before: { a: 1 }, after: { a: 2 }, ...more });

  it('is the same for plans that do the same, made at other times', () => {
    const one = planDocument([change()], { timestamp: '2026-03-01T00:00:00Z', checks: [] });
    const other = planDocument([resourceChange({ address: 'x.stays', actions: ['no-op'] }), change()], {
      timestamp: '2026-03-02T00:00:00Z',
      terraform_version: '1.12.0',
    });
    expect(digest(one)).toBe(digest(other));
  });

  it.each([
    ['does something else', change({ after: { a: 3 } })],
    ['starts from something else', change({ before: { a: 0 } })],
    ['destroys instead of changing', change({ actions: ['delete'] })],
    ['replaces in the other order', change({ actions: ['create', 'delete'] })],
    ['imports as well', change({ moreOfChange: { importing: { id: 'x' } } })],
    ['is about something else', change({ address: 'x.y' })],
  ])('is another one for a plan that %s', (_, other) => {
    expect(digest(planDocument([other]))).not.toBe(digest(planDocument([change()])));
  });

  it('holds no secret: it is public, and a short one could be guessed', () => {
    const secret = (value: string): object =>
      planDocument([change({ after: { pin: value }, afterSensitive: { pin: true } })]);
    expect(digest(secret('1111'))).toBe(digest(secret('2222')));
  });
});
