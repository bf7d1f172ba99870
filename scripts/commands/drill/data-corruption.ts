import { drillDataCorruption } from '../../drill/corruption/drill';
import { CORRUPTION } from '../../drill/corruption/report';
import type { InputOf } from '../declaration';
import type { drillDataCorruption as declaration } from '../declaration/rehearsal';
import type { Call } from '../support/operation';
import { rehearse } from './rehearsal';

/** A rehearsal of corrupted data on this machine. */
export function run({ strategy, ...input }: InputOf<typeof declaration>, call: Call): Promise<number> {
  return rehearse(call, input, {
    scenario: CORRUPTION,
    drill: (options) => drillDataCorruption({ ...options, strategy }),
  });
}
