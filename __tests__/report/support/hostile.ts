import fc from 'fast-check';
import type { Entry, NewEntry } from '../../../scripts/engine/journal/entry';
import type { Json } from '../../../scripts/engine/json';
import { journalOf, STEPS } from './journals';

const NASTY = [
  '|',
  '| --- |',
  '`',
  '```',
  '``` x',
  '\n## Forged',
  '\r\n\r\n- [x] done',
  '<script>alert(1)</script>',
  '</style><img src=x onerror=alert(1)>',
  '</title><svg onload=alert(1)>',
  '"><a href="https://evil.example">',
  "' onmouseover='alert(1)",
  '[click](javascript:alert(1))',
  '![x](https://evil.example/x.png)',
  '<https://evil.example>',
  'https://evil.example www.evil.example',
  '**bold** _em_ ~~gone~~ $x$',
  '# head',
  '1. one',
  '- item',
  '> quote',
  '<!-- comment',
  '-->',
  '&lt;b&gt; &amp;#96;',
  '\\',
  '\\|',
  '\u202Ereversed',
  '\uD800',
  '\u0000\u0007',
  '=====',
  '    indented',
  '𝒳👩‍🚀',
];

/** Texts that would break a page that believes them, alone and mixed with any others; some very long. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc
    .array(fc.oneof(fc.constantFrom(...NASTY), fc.string({ maxLength: 8 })), { maxLength: 6 })
    .map((parts) => parts.join('')),
  fc.constantFrom(...NASTY).map((part) => part.repeat(500)),
);

/** No fact bears the one name that an object in JavaScript cannot. */
const name = hostileText.filter((text) => text !== '__proto__');

const json: fc.Arbitrary<Json> = fc.oneof(
  hostileText,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.array(hostileText, { maxLength: 3 }),
  fc.dictionary(name, hostileText, { maxKeys: 3 }),
);
const data = fc.dictionary(name, json, { maxKeys: 4 });
const stepId = fc.constantFrom(...STEPS.map(({ id }) => id));
const window = fc.constantFrom<Json>(
  { from: '2026-03-01T02:00:00Z', to: '2026-03-01T03:00:00Z' },
  'x|y',
  null,
);

const line: fc.Arbitrary<NewEntry> = fc.oneof(
  fc.record({ kind: fc.constant('fact' as const), step: stepId, data }),
  fc.record({
    kind: fc.constant('fact' as const),
    data: fc.record({
      sourceTable: hostileText,
      restoredTable: hostileText,
      lossWindow: window,
      pointerBefore: fc.record({ tableName: hostileText, epoch: json }),
      adoption: json,
      validation: fc.record({
        levels: fc.array(fc.record({ level: hostileText, status: hostileText, summary: hostileText }), {
          maxLength: 3,
        }),
        more: json,
      }),
    }),
  }),
  fc.record({ kind: fc.constantFrom('step-started' as const, 'step-undone' as const), step: stepId }),
  fc.record({ kind: fc.constant('step-done' as const), step: stepId, data }),
  fc.record({
    kind: fc.constant('step-failed' as const),
    step: stepId,
    data: fc.record({ code: hostileText, message: hostileText }),
  }),
  fc.record({
    kind: fc.constant('run-started' as const),
    data: fc.record({ operator: hostileText, host: hostileText }),
  }),
  fc.record({
    kind: fc.constant('acknowledged' as const),
    data: fc.record({ operator: hostileText, from: json, to: json }),
  }),
  fc.record({
    kind: fc.constant('approved' as const),
    data: fc.record({ approver: hostileText, approvedAt: hostileText }),
  }),
  fc.record({ kind: fc.constantFrom('interrupted' as const, 'completed' as const, 'aborted' as const) }),
);

/** Any journal that the engine could have written, with any contents. */
export const hostileJournal: fc.Arbitrary<Entry[]> = fc
  .tuple(
    hostileText,
    hostileText,
    data,
    fc.array(fc.tuple(line, fc.integer({ min: 0, max: 4000 })), { maxLength: 25 }),
  )
  .map(([incident, operator, parameters, lines]) => {
    let at = 0;
    return journalOf([
      { at, kind: 'declared', data: { incident, runbook: 'data-corruption', operator, parameters } },
      ...lines.map(([entry, pause]) => ({ ...entry, at: (at += pause) })),
    ]);
  });
