import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalCloud, type LocalCloud } from '../../../scripts/local-cloud/local-cloud';
import { runCommand } from '../../../scripts/recovery/service/terraform/run-command';
import { terraformProgram } from '../../../scripts/recovery/service/terraform/terraform-program';
import { commentOf, reviewOf } from '../../plan-review/support/documents';
import { planEdited, type Edit } from '../../plan-review/record/planner';

jest.setTimeout(300_000);

/** A table of the local cloud, with a secret in its tags that Terraform alone knows to be one. */
const CONFIGURATION = {
  terraform: { required_providers: { aws: { source: 'hashicorp/aws', version: '5.100.0' } } },
  provider: { aws: [{ region: 'us-east-1', skip_region_validation: true }] },
  variable: { note: { type: 'string', sensitive: true, default: 'blue-horse-staple' } },
  resource: {
    aws_dynamodb_table: {
      metadata: {
        name: 'SyncWellMetadata',
        billing_mode: 'PAY_PER_REQUEST',
        hash_key: 'PK',
        attribute: [{ name: 'PK', type: 'S' }],
        deletion_protection_enabled: true,
        point_in_time_recovery: { enabled: true },
        tags: { note: '${var.note}' },
      },
    },
  },
};

let cloud: LocalCloud;
let directory: string;
let env: Readonly<Record<string, string | undefined>>;
beforeAll(async () => {
  cloud = await startLocalCloud({ owned: true });
  directory = mkdtempSync(join(tmpdir(), 'live-'));
  env = { ...process.env, ...cloud.clientEnvironment(), CHECKPOINT_DISABLE: '1' };
  writeFileSync(join(directory, 'cdk.tf.json'), JSON.stringify(CONFIGURATION));
  const terraform = terraformProgram(env);
  await runCommand(terraform, ['init', '-input=false', '-no-color'], { cwd: directory, env });
  await runCommand(terraform, ['apply', '-auto-approve', '-no-color'], { cwd: directory, env });
});
afterAll(async () => {
  await cloud.stop();
  rmSync(directory, { recursive: true });
});

async function review(
  edit: Edit,
): Promise<{ readonly hazards: readonly string[]; readonly markdown: string }> {
  const plan = await planEdited({ directory, env }, edit);
  const stacks = { 'live-primary': plan };
  return {
    hazards: reviewOf(stacks).findings.map(({ hazard }) => hazard),
    markdown: commentOf(stacks).markdown,
  };
}

const table =
  (change: (block: any) => void): Edit =>
  (configuration) => {
    change(configuration.resource.aws_dynamodb_table.metadata);
    return configuration;
  };

describe('a plan that Terraform makes now', () => {
  it('of what is deployed changes nothing', async () => {
    const { hazards, markdown } = await review((configuration) => configuration);
    expect(hazards).toEqual([]);
    expect(markdown).toContain('## ✅ Nothing changes');
  });

  it('of weakened protections, a secret and another key is told as such', async () => {
    const { hazards, markdown } = await review(
      table((block) => {
        block.hash_key = 'Id';
        block.attribute[0].name = 'Id';
        block.deletion_protection_enabled = false;
        block.point_in_time_recovery = { enabled: false };
        block.tags.note = '${var.note}-2';
      }),
    );
    expect(hazards).toEqual(['SW-STATE-002', 'SW-RECOVER-001', 'SW-RECOVER-002']);
    expect(markdown).toContain('`forced by hash_key`');
    expect(markdown).toContain('- tags.note = (sensitive)');
    expect(markdown).not.toContain('blue-horse');
  });
});
