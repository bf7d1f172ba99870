import { PROGRAM } from '../commands/declaration/invocation';
import { relative } from 'node:path';
import type { Corruption } from './service';
import type { Status } from './status';

const PLAYGROUND = 'npm run playground --';
const POINT = `eval "$(npm run --silent playground -- env)"`;

/** What a person can do next. */
export function whatToTry({
  recoveryRegion,
  log,
}: {
  /** Undefined: the service is not protected. */
  readonly recoveryRegion: string | undefined;
  readonly log: string;
}): readonly string[] {
  const region =
    recoveryRegion === undefined
      ? [
          `To lose a region, start with a protected service:`,
          `  ${PLAYGROUND} stop && ${PLAYGROUND} --with-recovery-region`,
        ]
      : [
          'A lost region:',
          `  ${PLAYGROUND} lose-region`,
          `  ${PROGRAM} run regional-outage --to-region ${recoveryRegion}`,
          `  ${PLAYGROUND} return-region, then: ${PROGRAM} run failback`,
        ];
  return [
    'Point recover, aws, terraform and cdktf at it, in every terminal that you use:',
    `  ${POINT}`,
    '',
    'Corrupted data:',
    `  ${PROGRAM} status`,
    `  ${PLAYGROUND} corrupt`,
    `  ${PROGRAM} find-restore-point`,
    `  ${PROGRAM} run data-corruption`,
    '',
    ...region,
    '',
    `How it stands: ${PLAYGROUND} status`,
    `End it:        ${PLAYGROUND} stop`,
    `Log:           ${relative(process.cwd(), log)}`,
  ];
}

export function statusLines(status: Status): readonly string[] {
  const { users, items, tokens, worker, refused } = { ...status, refused: status.worker.refused };
  return [
    `local cloud   ${status.endpoint}, ${status.now}, ${status.speed} times as fast as the wall's clock`,
    `environment   ${status.environment}, served in ${status.region}`,
    `live table    ${status.liveTable ?? 'unknown: nobody serves'}`,
    `writes        ${writesOf(status)}`,
    `holds         ${users ?? 'unknown'} users, ${items ?? 'unknown'} items; ${tokens} tokens were created`,
    `worker        ${worker.good} good writes, ${worker.bad} bad ones; refused: ${refused.halted} halted, ${refused.denied} denied, ${refused.failed} failed`,
    ...(status.badRelease ? ['bad release   live'] : []),
    ...(status.lostRegion === null ? [] : [`lost region   ${status.lostRegion}`]),
    ...(status.protectionRounds === null
      ? []
      : [`protection    ${status.protectionRounds} rounds into the recovery region`]),
  ];
}

function writesOf({ writesGoOn, worker: { lastWriteAt } }: Status): string {
  return `${writesGoOn ? 'go on' : 'do not go on'}, the last one ${lastWriteAt ?? 'is yet to come'}`;
}

export function corruptionLines({ from, to, badWrites }: Corruption): readonly string[] {
  return [
    `A bad release was live from ${from} to ${to} (the cloud's time) and made ${badWrites} bad writes among good ones.`,
    'It is rolled back now. The damage stays.',
    `next: ${PROGRAM} find-restore-point`,
  ];
}

export function lossLines(region: string, recoveryRegion: string): readonly string[] {
  return [
    `${region} is lost: it answers nobody, and its workers have stopped.`,
    `next: ${PROGRAM} run regional-outage --to-region ${recoveryRegion}`,
  ];
}

export function returnLines(region: string): readonly string[] {
  return [
    `${region} answers again.`,
    `next: ${PROGRAM} run failback   (when the recovery region serves: ${PROGRAM} status)`,
  ];
}
