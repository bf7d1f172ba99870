import { basename, dirname } from 'node:path';
import { stop } from '../engine/errors';

/** Names of files that say nothing of the stack: then the folder does. */
const NAMELESS = /^(plan|review|tfplan|show)$/;

/**
 * The stack of a plan by the name of its file: `plans/drill-primary.json` and `drill-primary/plan.json` are
 * `drill-primary`.
 */
export function stackNameOf(path: string): string {
  const name = basename(path).replace(/(\.(gz|json|tfplan|plan))+$/, '');
  const chosen = NAMELESS.test(name) ? basename(dirname(path)) : name;
  return chosen.replace(/[^\w.-]/g, '_') || 'stack';
}

/**
 * @returns the names, in the order of the paths
 * @throws Stop STACK_TWICE (usage) when two plans would be of one stack
 */
export function stackNamesOf(paths: readonly string[]): string[] {
  const names = paths.map(stackNameOf);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice === undefined) return names;
  throw stop('STACK_TWICE', { stack: twice });
}
