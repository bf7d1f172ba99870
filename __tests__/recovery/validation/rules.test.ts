import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledRules } from '../../../scripts/recovery/items/rules/compile';
import { loadRules } from '../../../scripts/recovery/items/rules';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function fileOf(content: unknown): string {
  const file = join(folder, 'rules.json');
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
  return file;
}

const entity = { name: 'thing', key: { PK: '^T#(?<id>.+)$', SK: '^T$' }, schema: { type: 'object' } };
const variables = { region: 'us-east-1' };

describe('rules', () => {
  it('of another file replace those of the service', () => {
    const rules = new CompiledRules(loadRules(fileOf({ version: 1, entities: [entity] })), variables);
    expect(rules.names).toEqual(['thing']);
    expect(rules.entityOf({ PK: 'T#1', SK: 'T' })?.name).toBe('thing');
    expect(rules.entityOf({ PK: 'USER#1', SK: 'PROFILE' })).toBeUndefined();
  });

  it.each<[string, unknown, RegExp]>([
    ['no JSON', '{', /cannot be read as JSON/],
    ['another version', { version: 2, entities: [entity] }, /version/],
    ['no entity', { version: 1, entities: [] }, /entities/],
    ['two entities of one name', { version: 1, entities: [entity, entity] }, /must be different/],
    [
      'a pattern that is none',
      { version: 1, entities: [{ ...entity, key: { PK: '(', SK: 'T' } }] },
      /entities\.0\.key\.PK must be a regular expression/,
    ],
    ['a field too much', { version: 1, entities: [{ ...entity, colour: 'red' }] }, /entities\.0/],
    [
      'a reference from nowhere',
      { version: 1, entities: [entity], references: [{ name: 'r', from: 'other', to: 'X' }] },
      /from other: allowed are thing/,
    ],
  ])('are refused with %s, naming the place', (_, content, message) => {
    const file = fileOf(content);
    expect(() => loadRules(file)).toThrow(
      expect.objectContaining({
        kind: 'usage',
        code: 'RULES_INVALID',
        message: expect.stringMatching(message),
      }),
    );
  });

  it('are refused with a schema that is none, or a template that nothing fills', () => {
    const compile = (one: object) => () =>
      new CompiledRules(loadRules(fileOf({ version: 1, entities: [one] })), variables);
    expect(compile({ ...entity, schema: { type: 'thing' } })).toThrow(/the schema of thing is none/);
    expect(compile({ ...entity, derived: [{ attribute: 'a', template: '{region}/{id}/{other}' }] })).toThrow(
      '{other} is not set by its key; allowed are id, region',
    );
  });

  it('that are missing are named', () => {
    expect(() => loadRules('/no/such/file.json')).toThrow(/\/no\/such\/file\.json cannot be read/);
  });
});
