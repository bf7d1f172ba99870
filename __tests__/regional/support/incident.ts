import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Incident } from '../../../scripts/engine/journal/replay';
import { acceptFrom, runTool, type RunToolProps } from './tool';
import { settings, START, type TwoRegions } from './two-regions';

export type Disturbed = Pick<RunToolProps, 'mortal' | 'processId' | 'arrange' | 'host'> & {
  /** Of the machine. @default the operator's own */
  readonly folder?: string;
};

/** The incidents of one environment, on one machine. */
export class Operator {
  readonly folder = mkdtempSync(join(tmpdir(), 'regional-'));
  private incidents = 0;

  constructor(private readonly world: TwoRegions) {}

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  newId(): string {
    this.incidents += 1;
    return `INC-20260301-090000-000${this.incidents}`;
  }

  /** `recover run regional-outage`, or `recover resume`. */
  outage(incident = this.newId(), disturbed: Disturbed = {}): Promise<Incident> {
    return this.run({
      declaration: {
        incident,
        runbook: 'regional-outage',
        parameters: { to: settings.recovery.region, usersToVerify: 2 },
        acknowledged: acceptFrom(START),
      },
      ...disturbed,
    });
  }

  /** `recover run failback`, or `recover resume`. */
  failback(incident = this.newId(), disturbed: Disturbed = {}): Promise<Incident> {
    return this.run({
      declaration: { incident, runbook: 'failback', parameters: { usersToVerify: 2 } },
      ...disturbed,
    });
  }

  /** `recover run regional-outage --evacuate`, or `recover resume`. */
  evacuate(
    incident = this.newId(),
    { secretsQuota, ...disturbed }: Disturbed & { readonly secretsQuota?: number } = {},
  ): Promise<Incident> {
    const parameters = {
      to: settings.recovery.region,
      evacuate: true,
      usersToVerify: 2,
      ...(secretsQuota === undefined ? {} : { secretsQuota }),
    };
    return this.run({
      declaration: { incident, runbook: 'regional-outage', parameters },
      ...disturbed,
    });
  }

  /** A document that was kept beside the journal of an incident; the newest one. */
  kept(name: string): object | undefined {
    const paths = readdirSync(this.folder).map((incident) => join(this.folder, incident, name));
    const path = paths.sort().findLast((one) => existsSync(one));
    return path === undefined ? undefined : (JSON.parse(readFileSync(path, 'utf8')) as object);
  }

  private run(props: Omit<RunToolProps, 'world' | 'folder'> & Disturbed): Promise<Incident> {
    const { world, folder } = this;
    return runTool({ folder, ...props, world });
  }
}
