import { drillAzFailure } from '../../drill/zone/drill';
import { ZONE } from '../../drill/zone/report';
import type { InputOf } from '../declaration';
import type { drillAzFailure as declaration } from '../declaration/rehearsal';
import type { Call } from '../support/operation';
import { rehearse } from './rehearsal';

/** A rehearsal of the loss of an Availability Zone on this machine. */
export function run(input: InputOf<typeof declaration>, call: Call): Promise<number> {
  return rehearse(call, input, { scenario: ZONE, drill: drillAzFailure });
}
