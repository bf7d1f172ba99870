import type { Survey, RegionSurvey } from '../../../../scripts/recovery/readiness';
import type { Change } from './ready-service';

/** What was done to the service. */
export interface Planted {
  /** What the checks are given instead. @default nothing */
  readonly change?: Change;
  /** Puts it right again. @default nothing is to be put right */
  readonly mend?: () => unknown;
}

/** Something that is wrong, and the check that must say so. */
export interface Fault {
  readonly check: string;
  readonly when: string;
  /** @default failed */
  readonly state?: 'failed' | 'warning';
  /** Checks that cannot but see it as well: what they look at hangs on it. @default none */
  readonly also?: readonly string[];
  /** The command that mends it. @default any */
  readonly command?: string;
  readonly plant: (world: Survey) => Promise<Planted> | Planted;
}

type ClientName = Exclude<keyof RegionSurvey['clients'], 'asWorker' | 'destroy'>;

/** What there is of a client of the SDK to answers that are changed on their way. */
interface Answering {
  readonly middlewareStack: {
    add(middleware: unknown, options: { step: 'initialize'; name: string; override: true }): void;
    remove(name: string): boolean;
  };
}

type Next = (args: { input: any }) => Promise<{ output: unknown }>;

/** Puts something between the callers of one operation and its service. */
function between(
  { clients }: Pick<RegionSurvey, 'clients'>,
  name: ClientName,
  operation: string,
  handle: (next: Next, args: { input: any }) => Promise<{ output: unknown }>,
): Planted {
  const client = clients[name] as unknown as Answering;
  const planted = `planted ${operation}`;
  const middleware =
    (next: Next, { commandName }: { commandName?: string }): Next =>
    (args) =>
      commandName === `${operation}Command` ? handle(next, args) : next(args);
  client.middlewareStack.add(middleware, { step: 'initialize', name: planted, override: true });
  return { mend: () => client.middlewareStack.remove(planted) };
}

/**
 * The answers of one operation, changed on their way: for faults that a local cloud will not have.
 *
 * @param edit changes the answer, or throws what the service would
 */
export function told(
  site: Pick<RegionSurvey, 'clients'>,
  name: ClientName,
  operation: string,
  edit: (output: any, input: any) => unknown,
): Planted {
  return between(site, name, operation, async (next, args) => {
    const result = await next(args);
    return { ...result, output: edit(result.output, args.input) ?? result.output };
  });
}

/**
 * One operation that is refused.
 *
 * @param isMeant of what it is asked for @default everything
 */
export function refused(
  site: Pick<RegionSurvey, 'clients'>,
  name: ClientName,
  operation: string,
  error: string,
  isMeant: (input: any) => boolean = () => true,
): Planted {
  return between(site, name, operation, (next, args) =>
    isMeant(args.input) ? Promise.reject(refusal(error)) : next(args),
  );
}

/** What a service says of something that is not there, or of somebody who may not look. */
export function refusal(name: string): Error {
  return Object.assign(new Error('planted'), { name });
}

/** Several faults that are one. */
export function together(...all: readonly Planted[]): Planted {
  return {
    change: Object.assign({}, ...all.map(({ change }) => change)) as Change,
    mend: async () => {
      for (const { mend } of all) await mend?.();
    },
  };
}
