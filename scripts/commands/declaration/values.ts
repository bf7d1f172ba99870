import { z } from 'zod';
import { ORIGINAL_TABLE } from '../../../settings/naming';
import { KNOWN_REGIONS, type Region } from '../../../settings/regions';
import {
  parseInstant,
  instantText,
  parseDataLossWindow,
  type DataLossWindow,
} from '../../recovery/incident/data-loss';
import { requireIncidentId } from '../../recovery/incident/incident-folder';
import { LEVELS, type Level } from '../../recovery/validation/report';
import { tableSchema, targetSchema } from '../../runbooks/parameters';

/** What a value is checked with, and said of one that is wrong. */
export interface ValueProps {
  readonly from?: number | undefined;
  readonly to?: number | undefined;
}

const time = (allowed: string, accept: (milliseconds: number) => boolean = () => true) =>
  z.string().transform((text, context): string => {
    const instant = parseInstant(text);
    if (instant !== undefined && accept(instant)) return instantText(instant);
    context.addIssue({ code: 'custom', message: allowed });
    return z.NEVER;
  });

const SECOND = 'give a second in UTC, for example 2026-03-01T04:15:00Z';
const isSecond = (milliseconds: number): boolean => milliseconds % 1000 === 0;

const listOf = <Word extends string>(words: readonly Word[], allowed: string) =>
  z.string().transform((text, context): Word[] => {
    const found = text.split(',').map((part) => words.find((word) => word === part.trim()));
    if (found.every((word) => word !== undefined)) return found;
    context.addIssue({ code: 'custom', message: allowed });
    return z.NEVER;
  });

const numberIn = ({ from = 0, to = Number.MAX_SAFE_INTEGER }: ValueProps, what: string, pattern: RegExp) =>
  z
    .string()
    .regex(pattern, `give ${what} from ${from} to ${to}`)
    .transform(Number)
    .refine((number) => number >= from && number <= to, `give ${what} from ${from} to ${to}`);

/** Every kind of value by its name: a schema from the text that is typed to what a command gets. */
export const VALUES = {
  text: () => z.string().min(1, 'must not be empty'),
  list: () => z.string().transform((text): string[] => text.split(',').map((part) => part.trim())),
  wholeNumber: (props: ValueProps) => numberIn(props, 'a whole number', /^\d+$/),
  number: (props: ValueProps) => numberIn(props, 'a number', /^\d+(\.\d+)?$/),
  /** A time in UTC, to the second or finer; ISO 8601. */
  time: () => time('give a time in UTC, for example 2026-03-01T04:15:00Z'),
  /** A second in UTC; ISO 8601. */
  second: () => time(SECOND, isSecond),
  /** A second in UTC, or `latest`. */
  restoreTime: () => z.union([z.literal('latest'), time(`${SECOND}, or latest`, isSecond)]),
  /** Two times in UTC: `<from>/<to>`. */
  lossWindow: () => z.string().transform((text): DataLossWindow => parseDataLossWindow(text)),
  region: () =>
    z.string().transform((text, context): Region => {
      const region = KNOWN_REGIONS.find((known) => known === text);
      if (region !== undefined) return region;
      context.addIssue({ code: 'custom', message: `is no region. Known: ${KNOWN_REGIONS.join(', ')}` });
      return z.NEVER;
    }),
  table: () =>
    z
      .string()
      .refine(
        (name) => tableSchema.safeParse(name).success,
        `the service has tables whose names start with ${ORIGINAL_TABLE}, for example ${ORIGINAL_TABLE}-restored-2026-03-01`,
      ),
  restoredTable: () =>
    z
      .string()
      .refine(
        (name) => targetSchema.safeParse(name).success,
        `settings and roles know restored tables by names such as ${ORIGINAL_TABLE}-restored-2026-03-01 or ...-01-2`,
      ),
  incident: () => z.string().transform(requireIncidentId),
  levels: () => listOf<Level>(LEVELS, `give some of ${LEVELS.join(',')}, for example L1,L4`),
  commit: () => z.string().regex(/^[0-9a-f]{7,64}$/, 'give the hexadecimal name of a commit'),
  digest: () => z.string().regex(/^sha256:[0-9a-f]{64}$/, 'give sha256: and 64 hexadecimal digits'),
  cloudName: () =>
    z.string().regex(/^[a-z0-9][a-z0-9-]{0,40}$/, 'use lower case letters, digits and hyphens, at most 41'),
} satisfies Readonly<Record<string, (props: ValueProps) => z.ZodType<unknown, string>>>;

/** What a command gets of each kind of value. */
export type ValueTypes = {
  readonly [Name in keyof typeof VALUES]: z.output<ReturnType<(typeof VALUES)[Name]>>;
};
