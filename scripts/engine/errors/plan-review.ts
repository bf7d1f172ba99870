import { entry, got, word } from './entry';

const PAGE = 'docs/plan-review.md';

interface RefusedPlan {
  readonly path: string;
  /** Never with a piece of the file: it may hold secrets. */
  readonly why: string;
}

const refused = (means: string, why: string) =>
  entry<RefusedPlan>({
    kind: 'usage',
    means,
    page: PAGE,
    examples: [{ path: 'plans/drill-primary.json', why }],
    message: ({ path, why: is }) => `${path} ${is}.`,
    next: () => 'terraform show -json plan.tfplan > plan.json',
  });

/** Errors of reviewing plans. */
export const PLAN_REVIEW = {
  PLAN_UNREADABLE: refused('The file of a plan cannot be read.', 'cannot be read (ENOENT)'),
  PLAN_EMPTY: refused('The file of a plan is empty.', 'is empty'),
  PLAN_BINARY: refused('The plan is in binary, not JSON.', 'is a saved plan in binary'),
  PLAN_TEXT: refused('The plan is text for people, not JSON.', 'is a plan as text'),
  PLAN_EVENTS: refused(
    'The file holds the events of terraform plan -json, not a plan.',
    'holds the events of `terraform plan -json`',
  ),
  PLAN_NOT_JSON: refused('The file is not JSON.', 'is not JSON'),
  PLAN_TRUNCATED: refused('The file of the plan is cut off.', 'is cut off: the JSON does not end'),
  PLAN_MALFORMED: refused('The file is JSON, but not a plan.', 'is JSON without format_version'),
  PLAN_FORMAT_UNSUPPORTED: refused(
    'The plan has a format that is not read.',
    'has plan format 2.0; 1.x is read',
  ),
  PLAN_STATE: refused(
    'The file is a state or a schema, not a plan.',
    'is a state, or the schema of a provider',
  ),
  PLAN_TOO_LARGE: refused('The file of the plan is too large.', 'has 900 MB; at most 500 MB are read'),
  PLAN_STALE: entry({
    kind: 'refused',
    means: 'The plans changed after they were reviewed.',
    page: PAGE,
    examples: [{ digest: 'sha256:0a', reviewed: 'sha256:1b' }],
    message: ({ digest, reviewed }) =>
      `These plans are not the reviewed ones: their digest is ${digest}, reviewed was ${reviewed}. Push a commit, so that the change is planned and reviewed anew.`,
    next: () =>
      "git switch --create plan-again && git commit --allow-empty --message 'Plan again' && git push --set-upstream origin plan-again",
  }),
  STACK_TWICE: entry({
    kind: 'usage',
    means: 'Two of the given plans are of one stack.',
    page: PAGE,
    examples: [{ stack: 'drill-primary' }],
    message: ({ stack }) =>
      `Two plans are of the stack ${stack}. A plan is named after its stack, for example plans/drill-primary.json.`,
    next: () => 'npx recover plan-review --help',
  }),
  ACKNOWLEDGEMENTS_INVALID: entry({
    kind: 'usage',
    means: 'The file of acknowledgements cannot be used.',
    page: PAGE,
    examples: [{ path: 'plan-review/acknowledgements.json', why: 'it is not JSON' }],
    message: ({ path, why }) => `${path} cannot be used: ${why}`,
    next: ({ path }) => `git diff HEAD -- ${word(path)}`,
  }),
  BASE_UNKNOWN: entry({
    kind: 'usage',
    means: 'Git does not know the commit to compare with.',
    page: PAGE,
    examples: [{ base: 'mian' }],
    message: ({ base }) => `--base ${got(base)}: git knows no such commit. Give a branch, a tag or a commit.`,
    next: () => 'git branch --all',
  }),
};
