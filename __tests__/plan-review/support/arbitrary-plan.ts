import fc from 'fast-check';
import { planDocument, resourceChange } from './documents';

/** Begins every sensitive text that is generated, so that any of them is found wherever it turns up. */
export const SENSITIVE = 'SENSITIVE';

const hostile = fc.constantFrom(
  '`',
  '```',
  '````diff',
  '</details>',
  '<details>',
  '<!--',
  '-->',
  '|',
  '\n',
  '\r\n\r\n',
  '@everyone',
  '#1',
  '~~~',
  '</summary>',
  '\u202E',
  '[a](b)',
  '**',
  '$&',
  '\u0000',
  '<script>alert(1)</script>',
  '"',
  '\\',
  '\uD800',
);

/** Texts that try to break out of a comment. */
export const text = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 30 }) },
  {
    weight: 2,
    arbitrary: fc
      .array(fc.oneof(hostile, fc.string({ maxLength: 5 })), { maxLength: 8 })
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 200, maxLength: 2000 }) },
);

const name = fc.oneof(fc.stringMatching(/^[a-z][a-z_]{0,12}$/), text);

/** A value with the marks that lie over it. */
interface Marked {
  readonly value: unknown;
  readonly marks: unknown;
}

const secret = fc.stringMatching(/^[a-zA-Z0-9!]{8,20}$/).map((word): Marked => ({
  value: `${SENSITIVE}${word}`,
  marks: true,
}));

const scalar = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)).map((value): Marked => ({
  value,
  marks: false,
}));

const value = fc.letrec<{ any: Marked }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    secret,
    fc.array(tie('any'), { maxLength: 4 }).map((parts): Marked => ({
      value: parts.map((part) => part.value),
      marks: parts.map((part) => part.marks),
    })),
    fc.dictionary(name, tie('any'), { maxKeys: 4 }).map((parts): Marked => ({
      value: Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.value])),
      marks: Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.marks])),
    })),
  ),
})).any;

/** The attributes of an object, or none. */
const attributes = fc.oneof(
  fc.constant<Marked>({ value: null, marks: false }),
  fc.dictionary(name, value, { maxKeys: 6 }).map((parts): Marked => ({
    value: Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.value])),
    marks: Object.fromEntries(Object.entries(parts).map(([key, part]) => [key, part.marks])),
  })),
);

const actions = fc.oneof(
  fc.constantFrom(
    ['no-op'],
    ['create'],
    ['read'],
    ['update'],
    ['delete'],
    ['forget'],
    ['delete', 'create'],
    ['create', 'delete'],
    ['create', 'forget'],
  ),
  fc.subarray(['no-op', 'create', 'read', 'update', 'delete', 'forget', 'evaporate'], { minLength: 1 }),
);

const type = fc.constantFrom(
  'aws_dynamodb_table',
  'aws_kms_key',
  'aws_iam_policy',
  'aws_cloudwatch_metric_alarm',
  'aws_backup_plan',
  'aws_appconfig_deployment',
  'aws_ssm_parameter',
  'aws_security_group',
  'google_sql_database',
  'random_pet',
);

const change = fc
  .record({
    type,
    key: fc.oneof(
      fc.constant(''),
      text.map((inside) => `[${JSON.stringify(inside)}]`),
    ),
    module: fc.constantFrom('', 'module.a.', 'module.a.module.b[0].'),
    label: fc.stringMatching(/^[a-z][a-z_-]{0,20}$/),
    actions,
    before: attributes,
    after: attributes,
    unknown: fc.oneof(fc.constant({}), fc.dictionary(name, fc.boolean(), { maxKeys: 3 })),
    more: fc.record(
      {
        deposed: fc.stringMatching(/^[0-9a-f]{8}$/),
        previous_address: text,
        action_reason: text,
        novelty: fc.anything({ maxDepth: 1 }),
      },
      { requiredKeys: [] },
    ),
    moreOfChange: fc.record(
      {
        importing: fc.oneof(
          fc.constant({}),
          text.map((id) => ({ id })),
        ),
        replace_paths: fc.array(fc.array(fc.oneof(text, fc.nat(9)), { maxLength: 3 }), { maxLength: 2 }),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ key, module, label, before, after, ...props }) => ({
    ...props,
    address: `${module}${props.type}.${label}${key}`,
    before: before.value,
    after: after.value,
    beforeSensitive: before.marks,
    afterSensitive: after.marks,
  }));

const check = fc.record({
  address: text,
  status: fc.constantFrom('pass', 'fail', 'error', 'unknown', 'new'),
  message: text,
});

/** Any plan document that Terraform could write, and many that it never would. */
export const planDocuments = fc
  .record({
    changes: fc.array(change, { maxLength: 12 }),
    drift: fc.array(change, { maxLength: 4 }),
    outputs: fc.dictionary(name, fc.tuple(actions, value), { maxKeys: 3 }),
    checks: fc.array(check, { maxLength: 3 }),
    errored: fc.boolean(),
  })
  .map(({ changes, drift, outputs, checks, errored }) =>
    JSON.parse(
      JSON.stringify(
        planDocument(changes.map(resourceChange), {
          resource_drift: drift.map(resourceChange),
          output_changes: Object.fromEntries(
            Object.entries(outputs).map(([key, [verbs, { value: after, marks }]]) => [
              key,
              { actions: verbs, before: null, after, after_unknown: false, after_sensitive: marks },
            ]),
          ),
          checks: checks.map(({ address, status, message }) => ({
            address: { to_display: address },
            status,
            instances: [{ address: { to_display: address }, status, problems: [{ message }] }],
          })),
          errored,
        }),
      ),
    ),
  );
