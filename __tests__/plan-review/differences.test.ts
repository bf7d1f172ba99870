import { diffValues } from '../../scripts/plan-review/diff/diff-values';
import { pathText } from '../../scripts/plan-review/diff/path-text';
import { Masker } from '../../scripts/plan-review/masking/masker';

function lines(before: unknown, after: unknown, unknown: unknown = false): string[] {
  const values = { before, after, unknown, beforeSensitive: false, afterSensitive: false };
  return diffValues(values, new Masker([])).map(
    (one) => `${pathText(one.path)}: ${one.before ?? '-'} > ${one.after ?? '-'}`,
  );
}

const json = (value: unknown): object => ({ policy: JSON.stringify(value) });
const statement = (more: object): object => ({
  Sid: 'A',
  Effect: 'Allow',
  Action: 's3:Get',
  Resource: '*',
  ...more,
});
const policy = (...statements: object[]): object => json({ Version: '2012-10-17', Statement: statements });

describe('a difference', () => {
  it('is told for each place, not for the whole resource', () => {
    expect(lines({ a: 1, b: { c: 'x', d: 'y' } }, { a: 1, b: { c: 'x', d: 'z' } })).toEqual([
      'b.d: "y" > "z"',
    ]);
  });

  it('is told inside JSON texts by key, and not of their format', () => {
    expect(lines({ body: '{"a":1,"b":[1]}' }, { body: '{ "b": [1], "a": 2 }' })).toEqual(['body.a: 1 > 2']);
    expect(lines({ body: '{"a":1,"b":2}' }, { body: '{ "b": 2, "a": 1 }' })).toEqual([]);
  });

  it('is told of lists of names as what went and what came', () => {
    expect(lines({ ids: ['a', 'b'] }, { ids: ['b', 'c'] })).toEqual(['ids: "a" > -', 'ids: - > "c"']);
    expect(lines({ ids: ['a', 'a'] }, { ids: ['a'] })).toEqual(['ids: "a" > -']);
    expect(lines({ ids: ['a', 'b'] }, { ids: ['b', 'a'] })).toEqual(['ids: (order) > (another order)']);
  });

  it('is told of lists of objects by their names, wherever they stand', () => {
    const index = (name: string, hash: string): object => ({ name, hash_key: hash });
    expect(
      lines(
        { gsi: [index('A', 'x'), index('B', 'y')] },
        { gsi: [index('C', 'w'), index('B', 'y'), index('A', 'z')] },
      ),
    ).toEqual(['gsi.A.hash_key: "x" > "z"', 'gsi.C.hash_key: - > "w"', 'gsi.C.name: - > "C"']);
  });

  it('keeps names also where parts become known only later', () => {
    expect(
      lines(
        { gsi: [{ name: 'A', n: 1 }] },
        { gsi: [{ name: 'B' }, { name: 'A', n: 1 }] },
        { gsi: [{ n: true }, {}] },
      ),
    ).toEqual(['gsi.B.name: - > "B"']);
  });

  it('is told of what becomes known later, unless it is new', () => {
    expect(lines({ arn: 'x' }, {}, { arn: true })).toEqual(['arn: "x" > (known after apply)']);
    expect(lines(null, {}, { arn: true })).toEqual([]);
  });

  it('is none between nothing and emptiness', () => {
    expect(lines({ tags: null, list: [] }, { tags: {}, list: null })).toEqual([]);
  });

  it('is told when the kind of a value changes', () => {
    expect(lines({ a: 'x' }, { a: { b: 1 } })).toEqual(['a: "x" > {...}']);
  });
});

describe('an IAM policy', () => {
  it('has no difference in order, in lists of one, or in doubles', () => {
    const before = policy(statement({ Action: ['s3:Get', 's3:Put'] }), statement({ Sid: 'B' }));
    const after = policy(
      statement({ Sid: 'B', Resource: ['*'] }),
      statement({ Action: ['s3:Put', 's3:Get', 's3:Get'] }),
    );
    expect(lines(before, after)).toEqual([]);
  });

  it('is told by statement and action', () => {
    const after = policy(statement({ Action: ['s3:Get', 's3:Put'] }));
    expect(lines(policy(statement({})), after)).toEqual([
      'policy["Allow A"].Action: - > "s3:Put"'.replaceAll('"s3:Put"', 's3:Put'),
    ]);
  });

  it('is told by what a statement does when it has no name', () => {
    const anonymous = (actions: string[]): object => statement({ Sid: undefined, Action: actions });
    expect(lines(policy(anonymous(['a:b'])), policy(anonymous(['a:c'])))).toEqual([
      'policy["Allow #1"].Action: a:b > -',
      'policy["Allow #1"].Action: - > a:c',
    ]);
  });

  it('is told by conditions and callers', () => {
    const before = policy(
      statement({ Principal: { AWS: 'arn:1' }, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }),
    );
    expect(lines(before, policy(statement({ Principal: { AWS: ['arn:1', 'arn:2'] } })))).toEqual([
      'policy["Allow A"].Principal: - > AWS arn:2',
      'policy["Allow A"].Condition: Bool aws:SecureTransport = true > -',
    ]);
  });

  it('is told when a refusal becomes a permission', () => {
    expect(lines(policy(statement({ Effect: 'Deny' })), policy(statement({})))).toEqual([
      'policy["Allow A"].Effect: Deny > Allow',
    ]);
  });
});
