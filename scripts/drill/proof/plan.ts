import type { LocalEnvironment } from '../../local-deploy/environment';
import { some, type Finding } from './finding';

export interface PlanProps {
  readonly environment: Pick<LocalEnvironment, 'workspace' | 'synth'>;
  /** The stack that the table belongs to. */
  readonly stack: string;
  readonly restored: string;
}

/** What the next deploy would do, from the settings as the recovery left them, with the real cdktf and Terraform. */
export async function provePlan(props: PlanProps): Promise<Finding> {
  await props.environment.synth();
  return proveNextDeploy(props);
}

/** After a rewind: nothing of the infrastructure has changed. */
export async function proveNoChange({ environment, stack }: Omit<PlanProps, 'restored'>): Promise<Finding> {
  await environment.synth();
  const { hasChanges, changes } = await environment.workspace.plan(stack);
  const changed = changes.filter(({ actions }) =>
    actions.some((action) => !['no-op', 'read'].includes(action)),
  );
  return {
    id: 'next-deploy',
    claim: 'the next deploy says no changes',
    holds: !hasChanges && changed.length === 0,
    evidence:
      changed.length === 0 ? 'no changes' : `would change ${some(changed.map(({ address }) => address))}`,
  };
}

/** The same from what was synthesized last. */
export async function proveNextDeploy({ environment, stack, restored }: PlanProps): Promise<Finding> {
  const { changes } = await environment.workspace.plan(stack);
  const having = (action: string): string[] =>
    changes.filter(({ actions }) => actions.includes(action)).map(({ address }) => address);
  const imports = changes.filter(({ imported }) => imported).map(({ address }) => address);
  const losses = [...having('delete'), ...having('forget')];
  const tables = imports.filter((address) => address.startsWith('aws_dynamodb_table.'));
  return {
    id: 'next-deploy',
    claim: 'the next deploy imports the restored table and destroys, replaces or forgets nothing',
    holds:
      tables.length === 1 && imports.every((address) => address.includes(restored)) && losses.length === 0,
    evidence:
      losses.length > 0
        ? `would lose ${some(losses)}`
        : `imports the table and ${imports.length - tables.length} that belong to it, creates ${having('create').length}, updates ${having('update').length}, destroys 0`,
  };
}
