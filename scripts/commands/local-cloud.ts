import { FAULT_KINDS, type FaultKind, type FaultPlan } from '../local-cloud/gateway/faults';
import { findLocalCloud, startLocalCloud } from '../local-cloud/local-cloud';
import type { InputOf } from './declaration';
import type * as declared from './declaration/rehearsal';
import { EXIT } from './support/exit-status';
import { nextFrom, type Call } from './support/operation';
import { UsageError } from './support/usage-error';

const NOT_ENFORCED =
  'IAM IS NOT ENFORCED: everybody may do everything here, which no AWS account allows. To enforce it: --iam on';

/** Starts a local cloud and leaves it running. */
export async function start(
  { name, port, speed, throttle, iam }: InputOf<typeof declared.localCloudStart>,
  call: Call,
): Promise<number> {
  const { output } = call;
  const cloud = await startLocalCloud({
    name,
    port,
    speed,
    throttle,
    iam,
    progress: (line) => {
      output.note(line);
    },
  });
  const { endpoint, pid } = cloud.description;
  if (iam === 'off') output.note(NOT_ENFORCED);
  output.result({ endpoint, pid, name, speed, iam }, [
    `local cloud ${name} is ready at ${endpoint} (process ${pid})`,
    `to use it: eval "$(${nextFrom(call, `npx recover local-cloud env --name ${name}`)})"`,
  ]);
  return EXIT.done;
}

/** Ends a local cloud. */
export async function stop(
  { name }: InputOf<typeof declared.localCloudStop>,
  { output }: Call,
): Promise<number> {
  await findLocalCloud(name).stop();
  output.result({ name, stopped: true }, [`local cloud ${name} has ended`]);
  return EXIT.done;
}

/** Where a local cloud is, and how its regions are. */
export async function status(
  { name }: InputOf<typeof declared.localCloudStatus>,
  { output }: Call,
): Promise<number> {
  const cloud = findLocalCloud(name);
  const { endpoint, pid, startedAt } = cloud.description;
  const { now, speed, iam, dark } = await cloud.status();
  const time = new Date(now).toISOString();
  const regions = Object.entries(dark).map(([region, mode]) => `${region} is down (${mode})`);
  output.result({ name, endpoint, pid, startedAt, now: time, speed, iam, dark }, [
    `local cloud ${name} at ${endpoint} (process ${pid}), since ${startedAt}`,
    `its clock says ${time} and runs ${speed} times as fast as the wall's`,
    iam === 'on' ? 'IAM is enforced' : 'IAM is not enforced',
    ...(regions.length === 0 ? ['every region answers'] : regions),
  ]);
  return EXIT.done;
}

/** What points clients at a local cloud, for a shell. */
export function env({ name }: InputOf<typeof declared.localCloudEnv>, { output }: Call): number {
  const variables: Record<string, string | undefined> = {
    ...findLocalCloud(name).clientEnvironment(),
    SYNCWELL_ENV: 'drill',
  };
  const lines = Object.entries(variables).map(([key, value]) =>
    value === undefined ? `unset ${key}` : `export ${key}='${value}'`,
  );
  output.result(variables, lines);
  return EXIT.done;
}

/** Makes a region dark, or brings it back. */
export async function region(
  { name, mode, region: which, state }: InputOf<typeof declared.localCloudRegion>,
  { output }: Call,
): Promise<number> {
  const wanted = state === 'up' ? 'up' : mode;
  await findLocalCloud(name).setRegion(which, wanted);
  output.result({ region: which, state: wanted }, [
    `${which} is ${state}${state === 'down' ? ` (${mode})` : ''}`,
  ]);
  return EXIT.done;
}

/** Lets a share of the calls fail, or ends that. */
export async function faults(input: InputOf<typeof declared.localCloudFaults>, call: Call): Promise<number> {
  const { name, clear, rate } = input;
  if (clear && rate !== undefined) throw new UsageError('give either --rate or --clear');
  if (clear) {
    await findLocalCloud(name).clearFaults();
    call.output.result({ name, faults: null }, ['no call fails any more']);
    return EXIT.done;
  }
  const plan = planOf(input);
  await findLocalCloud(name).injectFaults(plan);
  const end = nextFrom(call, `npx recover local-cloud faults --clear --name ${name}`);
  call.output.result({ name, faults: plan }, [
    `${plan.rate * 100} % of the calls fail (${plan.kinds.join(', ')}); to end it: ${end}`,
  ]);
  return EXIT.done;
}

function planOf({
  rate,
  kind = [...FAULT_KINDS],
  service,
  operation,
  region: regions,
  count,
  lostAnswers,
  seed,
}: InputOf<typeof declared.localCloudFaults>): FaultPlan {
  if (rate === undefined) throw new UsageError('give --rate, for example --rate 0.2, or --clear');
  return {
    rate,
    kinds: kind.map(faultKind),
    afterRate: lostAnswers,
    seed,
    ...(service === undefined ? {} : { services: service }),
    ...(operation === undefined ? {} : { operations: operation }),
    ...(regions === undefined ? {} : { regions }),
    ...(count === undefined ? {} : { count }),
  };
}

function faultKind(given: string): FaultKind {
  const kind = FAULT_KINDS.find((known) => known === given);
  if (kind !== undefined) return kind;
  throw new UsageError(`--kind ${JSON.stringify(given)} is no fault; allowed: ${FAULT_KINDS.join(', ')}`);
}

/** What the cloud was asked, the oldest first. */
export async function requests(
  { name, region: where, service, denied }: InputOf<typeof declared.localCloudRequests>,
  { output }: Call,
): Promise<number> {
  const found = await findLocalCloud(name).requests({
    ...(where === undefined ? {} : { region: where }),
    ...(service === undefined ? {} : { service }),
    ...(denied ? { denied } : {}),
  });
  const lines = found.flatMap((record) => [
    `${new Date(record.time).toISOString()} ${record.status} ${record.region} ${record.service} ${record.operation} ${record.milliseconds} ms`,
    ...(record.denial === undefined ? [] : [`  denied: ${record.denial.message}`]),
  ]);
  output.result(found, lines);
  return EXIT.done;
}
