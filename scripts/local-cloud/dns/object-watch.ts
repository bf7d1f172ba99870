import type { Clock } from '../clock';
import type { Forward, ServiceRequest } from '../gateway/service';
import type { Observation } from './health';
import { internalRequest } from './internal-request';

/**
 * Notes when an object that a health check looks at appears or goes. It stands before the store, where every write of
 * S3 passes, so that no poll is needed and the cloud's clock alone counts.
 */
export class ObjectWatch {
  private readonly observed = new Map<string, Observation[]>();

  constructor(
    private readonly store: Forward,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /** The store, watched. */
  readonly forward: Forward = async (request) => {
    const answer = await this.store(request);
    for (const path of this.touched(request)) await this.observe(path);
    return answer;
  };

  /**
   * When the object was there and when not, oldest first. The watch begins with the first question.
   *
   * @param path `/bucket/key`
   */
  async observationsOf(path: string): Promise<readonly Observation[]> {
    if (!this.observed.has(path)) {
      this.observed.set(path, []);
      await this.observe(path);
    }
    return this.observed.get(path) ?? [];
  }

  private touched({ service, method, path }: ServiceRequest): string[] {
    if (service !== 's3' || method === 'GET' || method === 'HEAD') return [];
    // A batch of deletions goes to the bucket itself.
    const bucket = `/${path.split('/')[1] ?? ''}/`;
    return [...this.observed.keys()].filter((watched) => watched.startsWith(bucket));
  }

  private async observe(path: string): Promise<void> {
    const { status } = await this.store(internalRequest({ service: 's3', method: 'HEAD', path }));
    const observations = this.observed.get(path) ?? [];
    const succeeds = status === 200;
    if (observations.at(-1)?.succeeds !== succeeds) observations.push({ since: this.clock.now(), succeeds });
  }
}
