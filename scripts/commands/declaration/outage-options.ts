/* eslint-disable @typescript-eslint/no-require-imports -- the words of an option are asked for when its command is used */
import { choice } from './builders';

export const TO_REGION = 'the region to rebuild the service in: the recovery region of the settings';
export const EVACUATE = 'the primary region still answers: move the service, and lose nothing';

export const sourceOption = choice(
  'source',
  '<class>',
  'rebuild the table from this copy instead of the freshest one; point-in-time: with --evacuate, which always takes it',
  () =>
    [
      ...(require('../../recovery/rebuild/source') as typeof import('../../recovery/rebuild/source'))
        .SOURCE_CLASSES,
      'point-in-time',
    ] as const,
);
