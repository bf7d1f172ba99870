import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import type { InProcessCloud } from '../../../scripts/local-cloud/in-process';
import type { Clock } from '../../../scripts/engine/clock';

/** Whether the process dies, and whether the call that it dies of has been carried out. */
export type Fate = 'lives' | 'dies before' | 'dies after';

/** What a process that may be killed reaches the cloud by, and its clock. */
export interface Mortal {
  readonly requestHandler: unknown;
  readonly clock: Clock;
}

/** A process that dies of a call: from then on nothing of it reaches the cloud, and nothing that it waits for comes. */
export function mortal(cloud: InProcessCloud, clock: Clock, fateOf: (request: HttpRequest) => Fate) {
  let die: (() => void) | undefined;
  let isDead = false;
  const death = new Promise<'dead'>((resolve) => {
    die = () => {
      isDead = true;
      resolve('dead');
    };
  });
  const never = new Promise<never>(() => undefined);
  const { requestHandler } = cloud;
  return {
    death,
    clock: {
      now: () => clock.now(),
      async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
        await clock.sleep(milliseconds, signal);
        if (isDead) await never;
      },
    },
    requestHandler: {
      ...requestHandler,
      async handle(request: HttpRequest, options?: HttpHandlerOptions) {
        if (isDead) return never;
        const fate = fateOf(request);
        if (fate !== 'dies before') {
          const answer = await requestHandler.handle(request, options);
          if (fate === 'lives') return answer;
        }
        die?.();
        return never;
      },
    },
  };
}

/**
 * What the journal's line says that a request writes, without what differs from life to life: its kind, its step, and
 * what a fact is of; undefined: it writes none.
 */
export function lineOf({ method, path, body }: HttpRequest): string | undefined {
  if (method !== 'PUT' || !/\/incidents\/[^/]+\/\d+\.json/.test(path)) return undefined;
  const text = typeof body === 'string' ? body : Buffer.from(body as Uint8Array).toString();
  const { kind, step, data } = JSON.parse(text) as { kind: string; step: string | null; data: object };
  return [kind, step ?? '', ...(kind === 'fact' ? Object.keys(data) : [])].join(' ');
}
