import type { HttpHandlerOptions, HttpRequest } from '@smithy/types';
import type { InProcessCloud } from '../../../scripts/local-cloud/in-process';
import type { Clock } from '../../../scripts/engine/clock';

export interface Blow {
  /** The call of this life, from 1, at which it strikes. */
  readonly call: number;
  /** Whether the cloud still carries that call out. */
  readonly carriedOut: boolean;
}

export interface MortalProps {
  readonly clock: Clock;
  readonly requestHandler: RequestHandler;
  readonly blow: Blow | undefined;
  /** Whether the blow is no more than somebody's Ctrl-C. */
  readonly interrupted: boolean;
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

  private readonly interruption = new AbortController();
  /** Aborted by Ctrl-C. */
  readonly signal = this.interruption.signal;

  constructor(private readonly props: MortalProps) {
    const { clock, requestHandler } = props;
    this.blow = new Promise((resolve) => {
      this.strike = resolve;
    });
    this.clock = {
      now: () => clock.now(),
      sleep: (milliseconds, signal) => this.mortal(clock.sleep(milliseconds, signal)),
    };
    this.requestHandler = {
      ...requestHandler,
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
            // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- it is passed on as it is
            reject(error);
          });
        },
      );
    });
  }

  private async handle(
    request: HttpRequest,
    options?: HttpHandlerOptions,
  ): ReturnType<RequestHandler['handle']> {
    const { requestHandler, blow, interrupted } = this.props;
    this.calls += 1;
    if (this.calls !== blow?.call) return requestHandler.handle(request, options);
    if (interrupted) {
      this.interruption.abort();
      return requestHandler.handle(request, options);
    }
    if (blow.carriedOut) {
      const answer = await requestHandler.handle(request, options);
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
