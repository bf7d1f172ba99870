import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { PLANS } from './golden';
import { KINDS, type Kind } from './kinds';
import { planEdited } from './planner';
import { World } from './world';

export interface Deployed {
  /** Folder of a synthesized, initialised stack. */
  readonly stackDirectory: (stack: string) => string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly progress: (line: string) => void;
}

/** Plans every kind on a deployed environment and keeps the plans. */
export async function recordKinds(deployed: Deployed, wanted: readonly string[] = []): Promise<void> {
  const world = new World(deployed);
  try {
    for (const kind of KINDS.filter(({ name }) => wanted.length === 0 || wanted.includes(name))) {
      await recordKind(kind, world, deployed);
    }
  } finally {
    world.close();
  }
}

async function recordKind(
  kind: Kind,
  world: World,
  { stackDirectory, env, progress }: Deployed,
): Promise<void> {
  progress(`${kind.name} ...`);
  await kind.world?.change(world);
  try {
    const synthesized = await kind.settings?.(world);
    const folder = join(PLANS, kind.name);
    mkdirSync(folder, { recursive: true });
    for (const [stack, edit] of Object.entries(kind.stacks)) {
      const plan = await planEdited({ directory: stackDirectory(stack), env }, (configuration) =>
        edit(synthesized === undefined ? configuration : readConfiguration(join(synthesized, stack))),
      );
      writeFileSync(join(folder, `${stack}.json.gz`), gzipSync(JSON.stringify(kept(plan)), { level: 9 }));
    }
  } finally {
    await kind.world?.undo(world);
  }
}

function readConfiguration(folder: string): any {
  return JSON.parse(readFileSync(join(folder, 'cdk.tf.json'), 'utf8'));
}

/** Without what the review does not read and what is two thirds of the file. */
function kept(plan: object): object {
  const unread = new Set(['planned_values', 'prior_state']);
  return Object.fromEntries(Object.entries(plan).filter(([key]) => !unread.has(key)));
}
