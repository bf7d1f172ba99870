import { equal } from '../../diff/equal';
import type { ResourceChange, OutputChange, StackPlan } from '../../model/types';
import { destroys } from '../../model/verb';
import type { Detector, Finding } from '../types';
import { found } from './finding';
import { interlockAgrees, isInterlock, isLiveTableParameter } from './interlock';

const VERSIONS = /^aws_appconfig_(hosted_configuration_version|deployment)$/;
const SHELL = /^aws_appconfig_(application|environment|configuration_profile|deployment_strategy)$/;

/** The output of a regional stack that names the live table (stacks/regional.ts). */
export const TABLE_OUTPUT = 'table-name';

/** What moves the pointer to the live table, or the rules under which it is moved. */
export const pointerDetector: Detector = ({ plan, masker }) => {
  const fresh = isFresh(plan);
  return [
    ...plan.checks
      .filter((check) => isInterlock(check) && check.status !== 'pass' && check.status !== 'unknown')
      .map(({ address, problems }): Finding => ({
        hazard: 'SW-POINTER-001',
        stack: plan.stack,
        resource: address,
        details: problems.map((problem) => masker.text(problem)),
      })),
    ...plan.changes.flatMap((change) => ofChange(change, fresh)),
    ...plan.outputs
      .filter((output) => output.name === TABLE_OUTPUT && moves(output))
      .flatMap((output): Finding[] => {
        if (interlockAgrees(plan)) return [];
        const details = [
          `${masker.scalar(output.before, output.name)} → ${masker.scalar(output.after, output.name)}`,
        ];
        return [{ hazard: 'SW-POINTER-005', stack: plan.stack, resource: `output.${output.name}`, details }];
      }),
  ];
};

function ofChange(change: ResourceChange, fresh: boolean): Finding[] {
  const { type, verb } = change;
  if (verb === 'nothing' || verb === 'read') return [];
  const lost = destroys(change) || verb === 'forget' || verb === 'release';
  if (isLiveTableParameter(change)) {
    const touched = lost || (verb === 'update' && !onlyTags(change));
    return touched ? [found('SW-POINTER-004', change)] : [];
  }
  if (VERSIONS.test(type)) {
    return fresh && verb === 'create' ? [] : [found('SW-POINTER-002', change, [VERB_WORDS[verb] ?? verb])];
  }
  if (!SHELL.test(type)) return [];
  if (lost) return [found('SW-POINTER-002', change, [VERB_WORDS[verb] ?? verb])];
  return verb === 'update' && !onlyTags(change) ? [found('SW-POINTER-003', change)] : [];
}

const VERB_WORDS: Readonly<Record<string, string>> = {
  create: 'a version or deployment is made beside the live one',
  update: 'it is changed',
  delete: 'it is destroyed',
  replace: 'it is deleted and made anew',
  forget: 'Terraform forgets it',
  release: 'Terraform forgets it and makes another one',
};

/** The very first deployment: no application exists yet, so that its first version moves nothing. */
function isFresh({ changes }: StackPlan): boolean {
  const applications = changes.filter(({ type }) => type === 'aws_appconfig_application');
  return applications.length > 0 && applications.every(({ verb }) => verb === 'create');
}

function onlyTags({ before, after }: ResourceChange): boolean {
  return equal(withoutTags(before), withoutTags(after));
}

function withoutTags(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== 'tags' && key !== 'tags_all'));
}

/** Whether an output that had a value gets another one. */
export function moves({ before, after }: OutputChange): boolean {
  return before !== null && !equal(before, after);
}
