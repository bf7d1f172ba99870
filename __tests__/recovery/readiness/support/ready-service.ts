import { NodeHttpHandler } from '@smithy/node-http-handler';
import { tmpdir } from 'node:os';
import { generateUsers } from '../../../../scripts/drill/generated-users';
import { startLocalCloud, type LocalCloud } from '../../../../scripts/local-cloud/local-cloud';
import type { ConnectProps } from '../../../../scripts/recovery/aws/clients';
import { targetOf, type Target } from '../../../../scripts/recovery/aws/target';
import { auditBucketOf } from '../../../../scripts/recovery/incident/s3-mirror';
import {
  ask,
  checksAt,
  type Finding,
  type RegionSurvey,
  type Survey,
} from '../../../../scripts/recovery/readiness';
import { connectSurvey } from '../../../../scripts/recovery/readiness/survey-clients';
import type { RegionKind } from '../../../../settings';
import { clockOf, isoTime } from '../../../../scripts/engine/clock';
import { loadSettings, type Settings } from '../../../../settings';
import { furnish } from '../../../support/furnished-cloud';
import { makePeacetime } from './peacetime';

function regionIn(
  { endpoint }: LocalCloud,
  target: Target,
  props: Pick<ConnectProps, 'clock' | 'requestHandler'>,
): RegionSurvey {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const clients = connectSurvey(target, { ...props, endpoint, credentials });
  return { target, clients };
}

/** What a check may be told instead of the truth. */
export type Change = Partial<Omit<Survey, 'seen'>>;

/** A service that is ready, in two regions of a local cloud of its own. */
export class ReadyService {
  private constructor(
    readonly cloud: LocalCloud,
    readonly survey: Survey,
  ) {}

  static async start({ speed = 600 } = {}): Promise<ReadyService> {
    const cloud = await startLocalCloud({ owned: true, speed });
    const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
    const clock = clockOf(cloud.clock());
    // A busy machine answers late, and nothing of it may be made twice.
    const requestHandler = new NodeHttpHandler({ requestTimeout: 30_000, throwOnRequestTimeout: true });
    const regionOf = (regionKind: RegionKind, of: Settings): RegionSurvey =>
      regionIn(cloud, targetOf(of, regionKind), { clock, requestHandler });
    const first = regionOf('primary', settings);
    const second = regionOf('recovery', settings);
    // The image has to be there before a task is made of it, and its digest is what it is.
    await furnish(first.clients, first.target, { users: generateUsers({ count: 5, seed: 1 }) });
    const imageDigest = await makePeacetime(first, second);
    for (const { clients } of [first, second]) clients.destroy();
    const ready: Settings = { ...settings, worker: { ...settings.worker, imageDigest } };
    const primary = regionOf('primary', ready);
    const { names } = primary.target;
    const time = isoTime(clock.now());
    return new ReadyService(cloud, {
      settings: ready,
      names,
      clock,
      caller: {
        arn: `arn:aws:sts::${names.accountId}:assumed-role/${names.role('recovery-operator')}/alice`,
        accountId: names.accountId,
        userId: 'AROAALICE:alice',
        person: 'alice',
      },
      primary,
      recovery: regionOf('recovery', ready),
      serving: 'primary',
      action: {
        target: primary.target,
        clients: primary.clients,
        clock,
        signal: new AbortController().signal,
        progress: () => undefined,
      },
      audit: { s3: primary.clients.audit, bucket: auditBucketOf(primary.target), clock },
      infrastructure: {
        activeTable: () => Promise.resolve(ready.table.primary.activeName),
        plan: () => Promise.reject(new Error('nobody plans')),
      },
      drills: [
        { time, scenario: 'regional-outage', recoveryTimeMinutes: 90, passed: true },
        { time, scenario: 'data-corruption', recoveryTimeMinutes: 34, passed: true },
      ],
      node: process.versions.node,
      env: process.env,
      incidentsFolder: tmpdir(),
      seen: new Map(),
    });
  }

  /** How clients of this cloud are made, beside the clock. */
  get connecting(): Omit<ConnectProps, 'clock'> {
    const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
    return { endpoint: this.cloud.endpoint, credentials };
  }

  /** Makes every check anew, with as little patience as the command has. */
  async examineAsCommand(): Promise<Finding[]> {
    const { clock, primary, recovery, action } = this.survey;
    const regions = [primary, recovery].map(({ target }) => regionIn(this.cloud, target, { clock }));
    const [first, second] = regions as [RegionSurvey, RegionSurvey];
    try {
      return await this.examine({
        primary: first,
        recovery: second,
        action: { ...action, clients: first.clients },
        audit: { s3: first.clients.audit, bucket: auditBucketOf(first.target), clock },
      });
    } finally {
      for (const { clients } of regions) clients.destroy();
    }
  }

  /** Makes every check anew. */
  examine(change: Change = {}): Promise<Finding[]> {
    return ask({ ...this.survey, ...change, seen: new Map() }, checksAt('doctor'));
  }

  async stop(): Promise<void> {
    for (const { clients } of [this.survey.primary, this.survey.recovery]) clients.destroy();
    await this.cloud.stop();
  }
}
