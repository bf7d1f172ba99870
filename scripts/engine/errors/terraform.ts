import { cdktf, entry, goOn, some, word } from './entry';
import { INCIDENT, LATER, PRIMARY, RESTORED, STACK } from './examples';

const OUTAGE = 'docs/runbooks/regional-outage.md';

/** Errors of Terraform and its state. */
export const TERRAFORM = {
  TERRAFORM_MISSING: entry<{ readonly version: string | undefined; readonly program: string }>({
    kind: 'precondition',
    means: 'Terraform 1.11 or newer was not found.',
    page: 'docs/doctor.md',
    examples: [
      { version: undefined, program: 'terraform' },
      { version: '1.5.7', program: '/opt/terraform' },
    ],
    message: ({ version, program }) => {
      const found =
        version === undefined ? 'Terraform was not found on PATH' : `Terraform ${version} is too old`;
      return program === 'terraform'
        ? `${found}. Install 1.11 or newer from https://developer.hashicorp.com/terraform/install, then run this again.`
        : `${found}: TERRAFORM_BINARY_NAME is ${program}. It has to name Terraform 1.11 or newer.`;
    },
    next: ({ program }) => (program === 'terraform' ? 'terraform version' : 'unset TERRAFORM_BINARY_NAME'),
  }),
  STATE_LOCKED: entry({
    kind: 'refused',
    means: 'Somebody else holds the lock of the Terraform state.',
    page: OUTAGE,
    examples: [
      { stack: STACK, id: 'b7c3', who: 'bob@bastion-2', operation: 'OperationTypeApply', since: LATER },
    ],
    message: ({ stack, id, who, operation, since }) =>
      `${who} has locked the state of ${stack} since ${since} (${operation}, ${id}). Wait for them. Take the lock off only when their Terraform is certainly dead.`,
    next: ({ stack, id }) =>
      `SYNCWELL_ENV=${environmentOf(stack)} npx cdktf synth && cd cdktf.out/stacks/${stack} && terraform init && terraform force-unlock ${id}`,
  }),
  DEPLOY_LOSES_RESOURCES: entry<{ readonly stack: string; readonly losses: readonly string[] }>({
    kind: 'refused',
    means: 'The deployment would destroy, replace or forget resources.',
    page: OUTAGE,
    examples: [{ stack: STACK, losses: ['aws_dynamodb_table.table'] }],
    message: ({ stack, losses }) =>
      `A deployment of ${stack} would destroy, replace or forget ${some(losses)}. A recovery deletes nothing, so nothing was applied.`,
    next: ({ stack }) => cdktf('diff', stack),
  }),
  ADOPTION_LOSES_RESOURCES: entry<{
    readonly stack: string;
    readonly losses: readonly string[];
    readonly table: string;
  }>({
    kind: 'verification',
    means: 'The next deployment would lose resources, or would not import the restored table.',
    page: 'docs/runbooks/data-corruption.md',
    examples: [
      { stack: STACK, losses: ['aws_dynamodb_table.table'], table: RESTORED },
      { stack: STACK, losses: [], table: RESTORED },
    ],
    message: ({ losses, table }) =>
      losses.length > 0
        ? `The next deployment would destroy, replace or forget ${some(losses)}. Allowed is nothing.`
        : `The next deployment would not import ${table}. It has to, so that Terraform keeps the restored table.`,
    next: ({ stack }) => cdktf('diff', stack),
  }),
  DRIFT: entry<{ readonly stack: string; readonly changes: readonly string[] }>({
    kind: 'verification',
    means: 'The next deployment would change something.',
    page: OUTAGE,
    examples: [{ stack: STACK, changes: ['aws_ecs_service.workers'] }],
    message: ({ changes }) => `The next deployment would change ${some(changes)}. Allowed is no change.`,
    next: ({ stack }) => cdktf('diff', stack),
  }),
  LIVE_TABLE_PARAMETER_MISSING: entry({
    kind: 'precondition',
    means: 'The live-table parameter does not exist in the region.',
    page: 'docs/doctor.md',
    examples: [{ parameter: '/syncwell/drill/live-table', region: PRIMARY, stack: STACK }],
    message: ({ parameter, region }) =>
      `The parameter ${parameter} does not exist in ${region}. The stack of the region makes it.`,
    next: ({ stack }) => cdktf('deploy', stack),
  }),
  LIVE_TABLE_NOT_MOVED: entry({
    kind: 'verification',
    means: 'The live-table parameter does not name the restored table.',
    page: 'docs/runbooks/data-corruption.md',
    examples: [{ live: 'SyncWellMetadata', wanted: RESTORED, incident: INCIDENT }],
    message: ({ live, wanted }) => `The live-table parameter says ${live}, not ${wanted}.`,
    next: ({ incident }) => goOn(incident),
  }),
};

function environmentOf(stack: string): string {
  return word(stack.replace(/-(foundation-|bootstrap-)?(primary|recovery)$/, ''));
}
