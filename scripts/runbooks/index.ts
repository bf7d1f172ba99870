import type { z } from 'zod';
import type { Facts } from '../engine/step';
import { dataCorruption, dataCorruptionParameters } from './data-corruption';
import { failback, failbackParameters } from './failback';
import { regionalOutage, regionalOutageParameters } from './regional-outage';
import {
  haltOnly,
  haltParameters,
  repointOnly,
  repointParameters,
  restoreOnly,
  restoreParameters,
  rewindOnly,
  rewindParameters,
  salvageOnly,
  salvageParameters,
  undoRewindOnly,
  undoRewindParameters,
} from './single-steps';
import type { RecoveryRunbook } from './world';

/** A procedure that an incident can be run by; its parameters are in the incident's first journal line. */
export interface RunbookDefinition {
  readonly id: string;
  /** @throws ZodError naming the parameter, the value and what is allowed */
  define(parameters: Facts): RecoveryRunbook;
}

function definition<Schema extends z.ZodType>(
  id: string,
  schema: Schema,
  make: (parameters: z.output<Schema>) => RecoveryRunbook,
): RunbookDefinition {
  return { id, define: (parameters) => make(schema.parse(parameters)) };
}

/** Every procedure, by the name that `recover run` and a journal know it by. */
export const RUNBOOKS: readonly RunbookDefinition[] = [
  definition('data-corruption', dataCorruptionParameters, dataCorruption),
  definition('regional-outage', regionalOutageParameters, regionalOutage),
  definition('failback', failbackParameters, failback),
  definition('halt-writes', haltParameters, haltOnly),
  definition('restore', restoreParameters, restoreOnly),
  definition('repoint', repointParameters, repointOnly),
  definition('rewind', rewindParameters, rewindOnly),
  definition('undo-rewind', undoRewindParameters, undoRewindOnly),
  definition('salvage', salvageParameters, salvageOnly),
];
