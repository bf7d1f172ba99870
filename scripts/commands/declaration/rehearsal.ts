/* eslint-disable @typescript-eslint/no-require-imports -- the words of an option are asked for when its command is used */
import { argument, command, usual, usualChoice, value, whether, wordArgument } from './builders';
import { json } from './options';

const users = (initial: number, from: number, to: number) =>
  usual(String(initial), 'users', '<number>', 'wholeNumber', 'how many users the service has', { from, to });
const seed = usual('1', 'seed', '<number>', 'wholeNumber', 'seed of everything that is random', {
  from: 1,
  to: 2 ** 31,
});
const keep = whether('keep', 'leave the cloud running, as local cloud "drill"');
const out = value(
  'out',
  '<folder>',
  'text',
  'where report and journals go (default: .local-cloud/drills/<time>)',
);
const log = value('log', '<file>', 'text', 'where one line is appended (default: docs/drills/log.jsonl)');

export const drillDataCorruption = command({
  id: 'drill data-corruption',
  group: 'Rehearse on this machine',
  summary: 'a bad release corrupts the table; a restore or a rewind brings the service back',
  details: `
Starts a local cloud, deploys the stacks with the real cdktf and Terraform, creates users with their secrets, lets a
probe act as the SyncWell worker, and corrupts items by a bad release among good writes. Then the real "recover run
data-corruption" runs unattended: it finds the second before the damage, and restores and salvages, or rewinds. An
independent checker that recorded every write proves the outcome. Prints recovery time and recovery point as the probe
felt them, against the objectives. Leaves nothing running.`,
  options: [
    users(2000, 10, 100_000),
    seed,
    usualChoice(
      'restore',
      'strategy',
      '<name>',
      'how it is recovered',
      () =>
        (require('../../runbooks/data-corruption') as typeof import('../../runbooks/data-corruption'))
          .STRATEGIES,
    ),
    json,
    keep,
    out,
    log,
  ],
  examples: [
    'drill data-corruption',
    'drill data-corruption --strategy rewind',
    'drill data-corruption --users 500 --keep',
  ],
});

export const drillRegionalOutage = command({
  id: 'drill regional-outage',
  group: 'Rehearse on this machine',
  summary: 'the primary region is lost; the service is rebuilt in the recovery region, and brought home',
  details: `
Starts a local cloud, deploys both foundations, the primary region and the failover records with the real cdktf and
Terraform, creates users with their secrets, lets a probe act as the SyncWell worker, and runs rounds of the real
"recover protect" with the agent's role. Then the primary region is lost, with its workers. The real "recover run
regional-outage" rebuilds the service in the recovery region; users follow DNS there and go on. When the primary region
is back, the real "recover run failback" brings the service home. An independent checker that recorded every write
proves the outcome, and the local cloud's log shows which region was called.

--dark says how the region is lost: "refuse" breaks every connection, "hang" never answers, "data-plane-only" answers
503 for control planes alone; "worsening" is all three, one after the other, while the recovery runs.`,
  options: [
    users(2000, 100, 100_000),
    value('secrets', '<number>', 'wholeNumber', 'how many tokens they have together (default: 2.5 a user)', {
      from: 100,
      to: 500_000,
    }),
    usualChoice(
      'worsening',
      'dark',
      '<how>',
      'how the region is lost',
      () => (require('../../drill/outage/dark') as typeof import('../../drill/outage/dark')).OUTAGES,
    ),
    seed,
    json,
    keep,
    out,
    log,
  ],
  examples: ['drill regional-outage', 'drill regional-outage --users 500 --dark hang --keep'],
});

export const drillAzFailure = command({
  id: 'drill az-failure',
  group: 'Rehearse on this machine',
  summary: 'an Availability Zone is lost; the region goes on without it',
  details: `
Shows what one machine can show of the loss of an Availability Zone. Terraform plans the primary region against a local
cloud. From that plan the drill reads what lies in which zone, and whether anything depends on one zone alone. Then it
deploys table and runtime configuration, runs a worker in each zone, and cuts one of them off in the middle of its work:
the others go on, its users are served elsewhere, and no acknowledged write is lost. Leaves nothing running.

A local cloud has no zones that could fail. The result lists what only an experiment of AWS FIS in a real account shows,
with the commands that start it.`,
  options: [users(100, 10, 10_000), seed, json, out, log],
  examples: ['drill az-failure', 'drill az-failure --users 300 --json'],
});

const cloud = [
  usual('default', 'name', '<name>', 'cloudName', 'which local cloud, when several run'),
  json,
] as const;

export const localCloudStart = command({
  id: 'local-cloud start',
  group: 'Rehearse on this machine',
  summary: 'start AWS on this machine (moto behind a gateway, on loopback), and leave it running',
  options: [
    ...cloud,
    usual('0', 'port', '<number>', 'wholeNumber', 'port on loopback; 0: any free one', {
      from: 0,
      to: 65_535,
    }),
    usual('1', 'speed', '<factor>', 'number', "how many times as fast as the wall's its clock runs", {
      from: 1,
      to: 100_000,
    }),
    whether('throttle', 'refuse what goes beyond the quotas of the real services'),
    usualChoice(
      'off',
      'iam',
      '<mode>',
      'on: every call is refused that the deployed policies do not allow to its caller; off: nobody is refused anything',
      () =>
        (require('../../local-cloud/local-cloud') as typeof import('../../local-cloud/local-cloud'))
          .IAM_MODES,
    ),
  ],
  examples: ['local-cloud start', 'local-cloud start --speed 30', 'local-cloud start --iam on'],
});

export const localCloudStop = command({
  id: 'local-cloud stop',
  group: 'Rehearse on this machine',
  summary: 'end a local cloud; its state is gone',
  options: cloud,
  examples: ['local-cloud stop'],
});

export const localCloudStatus = command({
  id: 'local-cloud status',
  group: 'Rehearse on this machine',
  summary: 'where a local cloud is, what time it has, and which regions are dark',
  options: cloud,
  examples: ['local-cloud status'],
});

export const localCloudEnv = command({
  id: 'local-cloud env',
  group: 'Rehearse on this machine',
  summary: 'print what points the AWS CLI, SDKs, Terraform and cdktf at it, for eval',
  options: cloud,
  examples: ['local-cloud env', 'local-cloud env --name drill'],
});

export const localCloudRegion = command({
  id: 'local-cloud region',
  group: 'Rehearse on this machine',
  summary: 'make a region dark, or bring it back',
  arguments: [
    argument('region', 'region', 'for example us-east-1; global services go down with us-east-1'),
    wordArgument('state', 'down or up', () => ['down', 'up'] as const),
  ],
  options: [
    ...cloud,
    usualChoice(
      'refuse',
      'mode',
      '<mode>',
      'how it is down: connections break, nothing answers, or only control planes fail',
      () =>
        (
          require('../../local-cloud/gateway/dark-regions') as typeof import('../../local-cloud/gateway/dark-regions')
        ).DARK_MODES,
    ),
  ],
  examples: ['local-cloud region us-east-1 down --mode hang', 'local-cloud region us-east-1 up'],
});

export const localCloudFaults = command({
  id: 'local-cloud faults',
  group: 'Rehearse on this machine',
  summary: 'let a share of the calls fail, until told otherwise',
  options: [
    ...cloud,
    value('rate', '<share>', 'number', 'share of the calls that fail, 0 to 1', { from: 0, to: 1 }),
    value('kind', '<kinds>', 'list', 'which faults: throttle, 500, 503, timeout, reset (default: all)'),
    value('service', '<services>', 'list', 'only these, by their signing names, for example dynamodb,s3'),
    value('operation', '<operations>', 'list', 'only these, for example PutItem,StartDeployment'),
    value('region', '<regions>', 'list', 'only these'),
    value('count', '<number>', 'wholeNumber', 'end after so many faults', { from: 1 }),
    usual(
      '0.5',
      'lost-answers',
      '<share>',
      'number',
      'share of the faults that strike after the call was carried out, so that only its answer is lost',
      { from: 0, to: 1 },
    ),
    usual('1', 'seed', '<number>', 'wholeNumber', 'the same seed makes the same faults', { from: 0 }),
    whether('clear', 'no more faults'),
  ],
  examples: [
    'local-cloud faults --rate 0.2 --kind throttle,500,503,timeout,reset',
    'local-cloud faults --clear',
  ],
});

export const localCloudRequests = command({
  id: 'local-cloud requests',
  group: 'Rehearse on this machine',
  summary: 'what the cloud was asked, oldest first',
  options: [
    ...cloud,
    value('region', '<region>', 'text', 'only this region'),
    value('service', '<service>', 'text', 'only this service, by its signing name, for example dynamodb'),
    whether('denied', 'only what IAM refused, with the reason'),
  ],
  examples: [
    'local-cloud requests',
    'local-cloud requests --region us-east-1 --service dynamodb',
    'local-cloud requests --denied',
  ],
});
