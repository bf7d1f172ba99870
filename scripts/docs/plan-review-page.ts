import { join } from 'node:path';
import { isAcknowledgeable } from '../plan-review/acknowledgements/schema';
import { HAZARDS, type HazardDefinition, type HazardId } from '../plan-review/hazards/catalogue';
import type { Family } from '../plan-review/hazards/types';
import { LEVELS } from '../plan-review/render/detail';
import { table } from '../markdown';
import { PROJECT_ROOT } from '../project-root';
import { pageOf } from './page';

export const PLAN_REVIEW_PAGE = join(PROJECT_ROOT, 'docs', 'plan-review.md');

const FAMILIES: Readonly<Record<Family, string>> = {
  plan: 'The plan itself',
  state: 'Data at risk',
  recovery: 'Recoverability',
  pointer: 'Pointer and generations',
  access: 'Security',
  regions: 'Primary and recovery',
  drift: 'Drift',
};

/** `docs/plan-review.md`, from the hazards that the review raises and the order in which it drops detail. */
export async function planReviewPage(): Promise<string> {
  const hazards = Object.entries(HAZARDS) as [HazardId, HazardDefinition][];
  const sections = (Object.entries(FAMILIES) as [Family, string][]).flatMap(([family, title]) => [
    `## ${title}`,
    ...hazards
      .filter(([, hazard]) => hazard.family === family)
      .flatMap(([id, hazard]) => sectionOf(id, hazard)),
  ]);
  const text = [HEAD, dropping(), ...sections].join('\n\n');
  return pageOf(text);
}

function sectionOf(id: HazardId, { title, why, proceed }: HazardDefinition): string[] {
  const never = isAcknowledgeable(id) ? [] : ['It cannot be acknowledged.'];
  return [`### ${id}`, `**${title}.** ${why}`, `How to proceed: ${proceed}`, ...never];
}

function dropping(): string {
  const steps = LEVELS.slice(1).map(({ leavesOut }, index) => `${index + 1}. ${leavesOut}`);
  return [
    '## What is left out of a long comment',
    'A comment of GitHub has at most 65,536 characters. Detail is dropped in this order, and the comment says what was:',
    steps.join('\n'),
    'Hazards, and the names of what is destroyed, replaced or forgotten, are never dropped. When not even those fit, the comment counts them, the plan is refused (SW-PLAN-005), and the verdict in JSON names them all.',
  ].join('\n\n');
}

const HEAD = `# Plan review

<!-- Written by npm run docs from scripts/plan-review/hazards/catalogue.ts: change that, not this. -->

\`recover plan-review plans/*.json\` reads what \`terraform show -json\` says of any number of stacks and writes one Markdown
comment and a verdict. A plan is named after its stack: \`plans/drill-primary.json\` is \`drill-primary\`.

${table(
  ['exit status', 'means'],
  [
    ['0', 'no hazard, or every one is acknowledged'],
    ['3', 'a hazard that is not acknowledged, or another plan than the one expected by `--expect-digest`'],
    ['2', 'a file that is no plan, or wrong usage'],
  ],
)}

\`npm run plan:local\` shows the comment of a branch before it is a pull request: it deploys main on a local cloud, plans the
working tree against it and writes \`comment.md\`, \`comment.html\` and \`verdict.json\`.

## In the pipeline

A pull request from this repository is planned in full, for staging and production, with credentials that can only read
(\`plan.yml\`); a fork gets no credentials and no plan. The comment is kept by its first line, which names the stacks, the
digest of the plans and the commit. Plans may hold secrets and never leave the machine that made them; the comment and the
verdict are masked.

When it is merged, \`deploy.yml\` plans again and compares digests: a plan that would do anything else than the reviewed
one is refused. The reviewer of a pull request is main's, not the pull request's own. Staging is deployed first, production
after the approval of its environment on GitHub. Who applies a plan follows from what it changes (\`.github/scripts/approval.sh\`):

${table(
  ['the plan changes', 'is applied by', 'from the GitHub environment'],
  [
    ['what the service runs on (`.github/routine-types`)', '`ci-apply`', '`<environment>`'],
    [
      'data, guards of recovery, foundations, traffic, roles of services',
      '`ci-foundation`',
      '`<environment>-foundation`, with reviewers in staging too',
    ],
    [
      'who may take a role, rights of people or of the pipeline',
      'an administrator, before the merge',
      'none: plan the pull request again',
    ],
  ],
)}

The deployment stops when an environment that must have reviewers has none: GitHub makes a missing environment without any.
Neither role can destroy, weaken or take over what exists: settings of buckets, vault, repository and key are an
administrator's once they are made.

## Acknowledging a hazard

An entry in \`plan-review/acknowledged.json\`, in the same pull request, so that it is reviewed with the change:

\`\`\`json
{
  "acknowledgements": [
    {
      "hazard": "SW-STATE-001",
      "stack": "production-primary",
      "resource": "aws_sqs_queue.job-queue_old_0A1B2C3D",
      "reason": "Empty since the jobs moved to the FIFO queue on 2026-02-10; nobody sends to it.",
      "expires": "2026-03-31"
    }
  ]
}
\`\`\`

\`resource\` is the address as the comment shows it. The reason is a sentence. After its last day (UTC) the entry counts no
more; expired entries and entries without a hazard are told, to be taken out.

## What is masked

Whatever Terraform marks as sensitive, also where the same value lies unmarked elsewhere; values under names such as
\`password\`, \`secret\`, \`token\` or \`api_key\`; whatever has the shape of a credential (keys of AWS, tokens, private keys,
credentials in URLs) or is too random to be a name. What is masked is still told to change.`;
