import type { ResourceChange, CheckResult, StackPlan } from '../../model/types';
import { textAt } from '../values';

/** The parameter that compares the settings with the live table (modules/runtime-config/interlock.ts). */
const PARAMETER = /(^|\.)aws_ssm_parameter\.[\w-]*(interlock|live-table)/;

export function isInterlock({ address }: Pick<CheckResult, 'address'>): boolean {
  return PARAMETER.test(address);
}

export function isLiveTableParameter({ type, address, before, after }: ResourceChange): boolean {
  if (type !== 'aws_ssm_parameter') return false;
  const name = textAt(after, 'name') ?? textAt(before, 'name') ?? '';
  return name.endsWith('/live-table') || PARAMETER.test(address);
}

/** Whether the interlock was asked and agreed: the settings name the table that is live. */
export function interlockAgrees({ checks }: StackPlan): boolean {
  const asked = checks.filter(isInterlock);
  return asked.length > 0 && asked.every(({ status }) => status === 'pass');
}
