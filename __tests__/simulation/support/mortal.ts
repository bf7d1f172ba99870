import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import type { InProcessCloud } from '../../../scripts/local-cloud/in-process';
import type { Clock } from '../../../scripts/runbook/clock';

export interface Blow {
  /** The call of this life, from 1, at which it strikes. */
  readonly call: number;
  /** Whether the cloud still carries that call out. */
  readonly carriedOut: boolean;
}

type RequestHandler = InProcessCloud['requestHandler'];

/**
 * One process of the tool, which is struck at one of its calls: from then on nothing that it waits for comes, no answer
 * and no end of a pause. What it had written and sent before stays. It is dead, unless it is woken: then it was only
 * asleep, as a laptop is whose lid was closed, and goes on where it was.
 */
export class Mortal {
  private struck = false;
  private calls = 0;
  private strike: (() => void) | undefined;
  private held: (() => void)[] = [];
  /** Resolves when it is struck. */
  readonly blow: Promise<void>;
  /** Whether the last line of the journal reached nothing but the disk. */
  struckBeforeMirroring = false;
  readonly clock: Clock;
  readonly requestHandler: RequestHandler;

  constructor(
    private readonly world: { readonly clock: Clock; readonly requestHandler: RequestHandler },
    private readonly planned: Blow | undefined,
  ) {
    this.blow = new Promise((resolve) => {
      this.strike = resolve;
    });
    this.clock = {
      now: () => world.clock.now(),
      sleep: (milliseconds, signal) => this.mortal(world.clock.sleep(milliseconds, signal)),
    };
    this.requestHandler = {
      ...world.requestHandler,
      handle: (request, options) => this.mortal(this.handle(request, options)),
    };
  }

  /** What it was kept from comes now. */
  wake(): void {
    this.struck = false;
    for (const settle of this.held.splice(0)) settle();
  }

  /** A promise that is settled only while its process is not struck. */
  private mortal<Result>(promise: Promise<Result>): Promise<Result> {
    return new Promise((resolve, reject) => {
      const pass = (settle: () => void): void => {
        if (this.struck) this.held.push(settle);
        else settle();
      };
      promise.then(
        (result) => {
          pass(() => {
            resolve(result);
          });
        },
        (error: unknown) => {
          pass(() => {
            reject(error instanceof Error ? error : new Error(String(error)));
          });
        },
      );
    });
  }

  private async handle(
    request: HttpRequest,
    options?: HttpHandlerOptions,
  ): ReturnType<RequestHandler['handle']> {
    this.calls += 1;
    if (this.calls !== this.planned?.call) return this.world.requestHandler.handle(request, options);
    if (this.planned.carriedOut) {
      const answer = await this.world.requestHandler.handle(request, options);
      this.fall();
      return answer;
    }
    this.struckBeforeMirroring = request.method === 'PUT' && request.path.includes('/incidents/');
    this.fall();
    throw Object.assign(new Error('the connection broke'), { name: 'TimeoutError', code: 'ECONNRESET' });
  }

  private fall(): void {
    this.struck = true;
    this.strike?.();
  }
}
