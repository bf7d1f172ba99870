import { Option, type Command } from 'commander';
import { FAULT_KINDS, type FaultKind, type FaultPlan } from '../../local-cloud/gateway/faults';
import { findLocalCloud } from '../../local-cloud/local-cloud';
import { command, print, type Common } from '../support/local-cloud-command';
import { UsageError } from '../support/usage-error';

interface FaultOptions extends Common {
  readonly clear: boolean;
  readonly rate?: number;
  readonly kind: readonly FaultKind[];
  readonly service?: readonly string[];
  readonly operation?: readonly string[];
  readonly region?: readonly string[];
  readonly count?: number;
  readonly lostAnswers: number;
  readonly seed: number;
}

/** `recover local-cloud faults`: lets a share of the calls fail, or ends that. */
export function faultsCommand(): Command {
  return command('faults', 'let a share of the calls fail, until told otherwise')
    .option('--rate <share>', 'share of the calls that fail, 0 to 1', share('--rate'))
    .option('--kind <kinds>', `which faults: ${FAULT_KINDS.join(', ')}`, checkKinds, [
      ...FAULT_KINDS,
    ] as FaultKind[])
    .option('--service <services>', 'only these, by their signing names, for example dynamodb,s3', list)
    .option('--operation <operations>', 'only these, for example PutItem,StartDeployment', list)
    .option('--region <regions>', 'only these', list)
    .option('--count <number>', 'end after so many faults', whole('--count', 1))
    .option(
      '--lost-answers <share>',
      'share of the faults that strike when the call was carried out already, so that only its answer is lost',
      share('--lost-answers'),
      0.5,
    )
    .option('--seed <number>', 'the same seed makes the same faults', whole('--seed', 0), 1)
    .addOption(new Option('--clear', 'no more faults').default(false).conflicts('rate'))
    .addHelpText(
      'after',
      '\nFor example:\n  recover local-cloud faults --rate 0.2 --kind throttle,500,503,timeout,reset\n  recover local-cloud faults --clear',
    )
    .action(async (options: FaultOptions) => {
      const { name, json, clear } = options;
      if (clear) {
        await findLocalCloud(name).clearFaults();
        print(json, { name, faults: null }, ['no call fails any more']);
        return;
      }
      const plan = planOf(options);
      await findLocalCloud(name).injectFaults(plan);
      print(json, { name, faults: plan }, [
        `${plan.rate * 100} % of the calls fail (${plan.kinds.join(', ')}); to end it: npx recover local-cloud faults --clear --name ${name}`,
      ]);
    });
}

function planOf({
  rate,
  kind,
  service,
  operation,
  region,
  count,
  lostAnswers,
  seed,
}: FaultOptions): FaultPlan {
  if (rate === undefined) throw new UsageError('give --rate, for example --rate 0.2, or --clear');
  return {
    rate,
    kinds: kind,
    afterRate: lostAnswers,
    seed,
    ...(service === undefined ? {} : { services: service }),
    ...(operation === undefined ? {} : { operations: operation }),
    ...(region === undefined ? {} : { regions: region }),
    ...(count === undefined ? {} : { count }),
  };
}

function list(text: string): string[] {
  return text.split(',').map((part) => part.trim());
}

function checkKinds(text: string): FaultKind[] {
  return list(text).map((given) => {
    const kind = FAULT_KINDS.find((known) => known === given);
    if (kind !== undefined) return kind;
    throw new UsageError(`--kind ${JSON.stringify(given)} is no fault; allowed: ${FAULT_KINDS.join(', ')}`);
  });
}

function share(option: string): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== '' && number >= 0 && number <= 1) return number;
    throw new UsageError(`${option} ${JSON.stringify(text)} is no share: use a number from 0 to 1`);
  };
}

function whole(option: string, least: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(number) && number >= least) return number;
    throw new UsageError(`${option} ${JSON.stringify(text)}: use a whole number, at least ${least}`);
  };
}
