import { tmpdir } from 'node:os';
import { generateUsers } from '../../../../scripts/drill/generated-users';
import { startLocalCloud, type LocalCloud } from '../../../../scripts/local-cloud/local-cloud';
import { targetOf } from '../../../../scripts/recovery/connection/target';
import { auditBucketOf } from '../../../../scripts/recovery/incident/s3-mirror';
import { CHECKS } from '../../../../scripts/recovery/readiness/checks';
import { examine, type Finding } from '../../../../scripts/recovery/readiness/examine';
import { connectSurvey } from '../../../../scripts/recovery/readiness/survey-clients';
import type { ReadinessWorld, Site } from '../../../../scripts/recovery/readiness/world';
import { clockOf, isoTime } from '../../../../scripts/runbook/clock';
import { loadSettings, type Settings } from '../../../../settings';
import { furnish } from '../../../support/furnished-cloud';
import { makePeacetime } from './peacetime';

/** What a check may be told instead of the truth. */
export type Change = Partial<Omit<ReadinessWorld, 'seen'>>;

/** A service that is ready, in two regions of a local cloud of its own. */
export class Survey {
  private constructor(
    readonly cloud: LocalCloud,
    readonly world: ReadinessWorld,
  ) {}

  static async start({ speed = 600 } = {}): Promise<Survey> {
    const cloud = await startLocalCloud({ owned: true, speed });
    const settings = loadSettings({ env: { SYNCWELL_ENV: 'drill' } });
    const clock = clockOf(cloud.clock());
    const siteOf = (role: Site['role'], of: Settings): Site => {
      const target = targetOf(of, role);
      const props = {
        clock,
        endpoint: cloud.endpoint,
        credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      };
      return { role, target, clients: connectSurvey(target, props) };
    };
    const first = siteOf('primary', settings);
    const second = siteOf('recovery', settings);
    // The image has to be there before a task is made of it, and its digest is what it is.
    await furnish(first.clients, first.target, { users: generateUsers({ count: 5, seed: 1 }) });
    const imageDigest = await makePeacetime(first, second);
    for (const { clients } of [first, second]) clients.destroy();
    const ready: Settings = { ...settings, worker: { ...settings.worker, imageDigest } };
    const primary = siteOf('primary', ready);
    const { names } = primary.target;
    const time = isoTime(clock.now());
    return new Survey(cloud, {
      settings: ready,
      names,
      clock,
      caller: {
        arn: `arn:aws:sts::${names.accountId}:assumed-role/${names.role('recovery-operator')}/alice`,
        accountId: names.accountId,
        person: 'alice',
      },
      primary,
      recovery: siteOf('recovery', ready),
      action: {
        target: primary.target,
        clients: primary.clients,
        clock,
        signal: new AbortController().signal,
        progress: () => undefined,
      },
      audit: { s3: primary.clients.audit, bucket: auditBucketOf(primary.target), clock },
      infrastructure: { activeTable: () => Promise.resolve(ready.table.primary.activeName) },
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

  /** Makes every check anew. */
  examine(change: Change = {}): Promise<Finding[]> {
    return examine({ ...this.world, ...change, seen: new Map() }, CHECKS);
  }

  async stop(): Promise<void> {
    for (const { clients } of [this.world.primary, this.world.recovery]) clients.destroy();
    await this.cloud.stop();
  }
}
