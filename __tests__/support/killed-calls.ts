import type { HttpRequest } from '@smithy/types';
import type { InProcessCloud } from '../../scripts/local-cloud/in-process';

/** Looks like death: after that call nothing of the process reaches the cloud any more. */
export interface Kill {
  /** From 1. */
  readonly call: number;
  readonly carriedOut: boolean;
}

export class Killed extends Error {
  override readonly name = 'Killed';
}

/** @param called told of every call of the process, the ones after its death included */
export function killedCalls(
  { requestHandler }: Pick<InProcessCloud, 'requestHandler'>,
  { call, carriedOut }: Kill,
  called: () => void = () => undefined,
) {
  let calls = 0;
  return {
    ...requestHandler,
    handle: async (request: HttpRequest) => {
      calls += 1;
      called();
      if (calls === call && carriedOut) await requestHandler.handle(request);
      if (calls >= call) throw new Killed();
      return requestHandler.handle(request);
    },
  };
}
