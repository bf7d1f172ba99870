import type { Step } from './step';

export interface Runbook<World, Known extends object> {
  /** For example `data-corruption`. */
  readonly id: string;
  readonly title: string;
  /** When to use it. */
  readonly when: string;
  readonly steps: readonly Step<World, Known>[];
}

/**
 * Checks that the steps make a graph that can be run to its end.
 *
 * @throws Error naming a step id used twice, a need that is no step, or a circle of needs
 */
export function defineRunbook<World, Known extends object>(
  runbook: Runbook<World, Known>,
): Runbook<World, Known> {
  const ids = new Set<string>();
  for (const { id } of runbook.steps) {
    if (ids.has(id)) throw new Error(`runbook ${runbook.id} has two steps called ${id}`);
    ids.add(id);
  }
  for (const { id, needs } of runbook.steps) {
    const unknown = needs.find((need) => !ids.has(need));
    if (unknown !== undefined)
      throw new Error(`step ${id} needs ${unknown}, which is no step of ${runbook.id}`);
  }
  stagesOf(runbook.steps);
  return runbook;
}

/**
 * Steps in the order in which they can start: each stage needs only the stages before it.
 *
 * @throws Error naming the steps of a circle
 */
export function stagesOf<S extends Pick<Step<never, object>, 'id' | 'needs'>>(steps: readonly S[]): S[][] {
  const stages: S[][] = [];
  const placed = new Set<string>();
  let left = [...steps];
  while (left.length > 0) {
    const stage = left.filter(({ needs }) => needs.every((need) => placed.has(need)));
    if (stage.length === 0) {
      throw new Error(`these steps wait for each other: ${left.map(({ id }) => id).join(', ')}`);
    }
    for (const { id } of stage) placed.add(id);
    left = left.filter(({ id }) => !placed.has(id));
    stages.push(stage);
  }
  return stages;
}

/** Minutes of the longest chain of needs: what the whole may take when everything keeps its budget. */
export function criticalPathMinutes(
  steps: readonly Pick<Step<never, object>, 'id' | 'needs' | 'budgetMinutes'>[],
): number {
  const ends = new Map<string, number>();
  for (const stage of stagesOf(steps)) {
    for (const { id, needs, budgetMinutes } of stage) {
      ends.set(id, Math.max(0, ...needs.map((need) => ends.get(need) ?? 0)) + budgetMinutes);
    }
  }
  return Math.max(0, ...ends.values());
}
