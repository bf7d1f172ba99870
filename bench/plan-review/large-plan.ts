import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand } from '../../scripts/recovery/service/terraform/run-command';
import { terraformProgram } from '../../scripts/recovery/service/terraform/terraform-program';

/** A real plan, as Terraform saved it and as `terraform show -json` tells it. */
export interface LargePlan {
  readonly folder: string;
  readonly saved: string;
  readonly json: string;
}

/** Of every ten resources, five change, one is replaced, one is destroyed, one is new; two stay. */
const PATTERN = 10;

/** What an object remembers: about as much as a resource of AWS has in attributes. */
function input(version: number): object {
  const statement = { Sid: 'A', Effect: 'Allow', Action: [`s3:Get${version}`], Resource: '*' };
  return {
    name: 'syncwell-metadata',
    arn: 'arn:aws:dynamodb:us-east-1:123456789012:table/SyncWellMetadata',
    policy: JSON.stringify({ Version: '2012-10-17', Statement: [statement] }),
    tags: { 'syncwell:environment': 'drill', version: String(version) },
    settings: Array.from({ length: 12 }, (_, at) => ({ name: `setting-${at}`, value: `value-${at}` })),
  };
}

/** Resources that need no provider. */
function configuration(count: number, version: number): object {
  const missing = version === 1 ? 8 : 9;
  const indexes = Array.from({ length: count }, (_, index) => index).filter(
    (index) => index % PATTERN !== missing,
  );
  const resources = indexes.map((index): [string, object] => {
    const kind = index % PATTERN;
    return [
      `it_${index}`,
      { input: input(kind < 5 ? version : 1), triggers_replace: kind === 5 ? version : 1 },
    ];
  });
  return { resource: { terraform_data: Object.fromEntries(resources) } };
}

interface State {
  readonly resources: readonly { readonly name: string }[];
}

/** As if the first ten had been applied again and again: to apply thousands takes Terraform the better part of an hour. */
function grown(state: State, count: number): State {
  const resources = Array.from({ length: count / PATTERN }, (_, round) =>
    state.resources.map((resource) => ({
      ...resource,
      name: `it_${round * PATTERN + Number(resource.name.replace('it_', ''))}`,
    })),
  ).flat();
  return { ...state, resources };
}

/** Makes a plan of about so many resources (a multiple of ten) on a state, with the real Terraform. */
export async function makeLargePlan(parent: string, count: number): Promise<LargePlan> {
  const folder = join(parent, String(count));
  mkdirSync(folder);
  const options = { cwd: folder, env: { ...process.env, CHECKPOINT_DISABLE: '1' } };
  const terraform = (...args: string[]): Promise<{ stdout: string }> =>
    runCommand(terraformProgram(options.env), args, options);
  const write = (resources: number, version: number): void => {
    writeFileSync(join(folder, 'main.tf.json'), JSON.stringify(configuration(resources, version)));
  };
  write(PATTERN, 1);
  await terraform('init', '-no-color');
  await terraform('apply', '-auto-approve', '-no-color');
  const stateFile = join(folder, 'terraform.tfstate');
  const state = JSON.parse(readFileSync(stateFile, 'utf8')) as State;
  writeFileSync(stateFile, JSON.stringify(grown(state, count)));
  write(count, 2);
  const saved = join(folder, 'plan.tfplan');
  await terraform('plan', '-no-color', `-out=${saved}`);
  const json = join(folder, 'bench.json');
  writeFileSync(json, (await terraform('show', '-json', saved)).stdout);
  return { folder, saved, json };
}
