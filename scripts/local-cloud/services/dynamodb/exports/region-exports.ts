import type { TableState } from '../table-state';
import { ExportJob, type ExportJobProps } from './export-job';
import type { ExportRequest } from './order';

const HOUR = 3_600_000;
/** A token is remembered so long (DynamoDB API reference, ExportTableToPointInTime). */
const TOKEN_TIME = 8 * HOUR;
/** What was exported is told so long (aws-facts.md, 3.3). */
const KEPT = 90 * 24 * HOUR;

/** The exports of one region's tables. */
export class RegionExports {
  private readonly jobs = new Map<string, ExportJob>();

  /** How many go on. */
  get running(): number {
    return [...this.jobs.values()].filter(({ isInProgress }) => isInProgress).length;
  }

  /** The export that a token stands for. @param now milliseconds */
  byToken(token: ExportRequest['ClientToken'], now: number): ExportJob | undefined {
    if (token === undefined) return undefined;
    return [...this.jobs.values()].findLast(
      ({ props: { wanted, startedAt } }) => wanted.ClientToken === token && startedAt > now - TOKEN_TIME,
    );
  }

  begin(props: Omit<ExportJobProps, 'number'>): ExportJob {
    const job = new ExportJob({ ...props, number: this.jobs.size });
    this.jobs.set(job.arn, job);
    return job;
  }

  find(arn: string, now: number): ExportJob | undefined {
    const job = this.jobs.get(arn);
    return job !== undefined && job.props.startedAt > now - KEPT ? job : undefined;
  }

  /** Newest first. @param table only its exports; a table of the same name that is gone had its own */
  list(table: TableState | 'all', now: number): ExportJob[] {
    return [...this.jobs.values()]
      .filter(({ props }) => (table === 'all' || props.table === table) && props.startedAt > now - KEPT)
      .reverse();
  }
}
