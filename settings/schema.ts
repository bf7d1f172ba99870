import { z } from 'zod';
import { ORIGINAL_TABLE, RESTORED_TABLE } from './naming';
import { KNOWN_REGIONS } from './regions';

const region = z.enum(KNOWN_REGIONS);

const cidr = z
  .string()
  .regex(
    /^(10|172|192)(\.\d{1,3}){2}\.0\/16$/,
    'must be a private /16 network such as 10.20.0.0/16 (the subnets are cut from it)',
  )
  .refine((text) => isPrivateNetwork(text), 'must lie in 10.0.0.0/8, 172.16.0.0/12 or 192.168.0.0/16');

function isPrivateNetwork(text: string): boolean {
  const [first, second] = text.split('.').map(Number);
  if (first === 10) return second !== undefined && second <= 255;
  if (first === 172) return second !== undefined && second >= 16 && second <= 31;
  return first === 192 && second === 168;
}

const positive = z.number().int().positive();

const capacityRange = z
  .strictObject({ min: positive, max: positive })
  .refine(({ min, max }) => min <= max, { message: 'min must not be above max', path: ['min'] });

const billing = z.discriminatedUnion('mode', [
  z.strictObject({ mode: z.literal('on-demand') }),
  z.strictObject({
    mode: z.literal('provisioned'),
    /** Capacity units a second, for the table and for each of its indexes. */
    read: capacityRange,
    write: capacityRange,
    /** Percent of the provisioned capacity that autoscaling aims at. */
    targetUtilization: z.number().int().min(20).max(90),
  }),
]);

const generations = z
  .strictObject({
    /** The table that the service reads and writes. */
    activeName: z.string(),
    /** Restored tables that Terraform has taken over or is to take over. Never remove one: see docs/decisions.md. */
    adoptedNames: z.array(
      z.string().regex(RESTORED_TABLE, `must look like ${ORIGINAL_TABLE}-restored-2026-01-31 or ...-31-2`),
    ),
  })
  .refine(({ adoptedNames }) => new Set(adoptedNames).size === adoptedNames.length, {
    message: 'must not name a table twice',
    path: ['adoptedNames'],
  })
  .refine(({ activeName, adoptedNames }) => [ORIGINAL_TABLE, ...adoptedNames].includes(activeName), {
    message: `must be ${ORIGINAL_TABLE} or one of adoptedNames`,
    path: ['activeName'],
  });

const fleet = z
  .strictObject({
    /** Tasks to keep running when autoscaling asks for fewer; 0 is a pilot light. Of the serving region: `primary`'s. */
    minTasks: z.number().int().min(0),
    maxTasks: positive,
  })
  .refine(({ minTasks, maxTasks }) => minTasks <= maxTasks, {
    message: 'must not be above maxTasks',
    path: ['minTasks'],
  });

/** Of an image that is not chosen yet: stacks synthesize with it, and AWS is never deployed to (see isPinned). */
export const UNPINNED = 'unpinned';

const imageDigest = z
  .string()
  .regex(
    new RegExp(`^(sha256:[0-9a-f]{64}|${UNPINNED})$`),
    `must be sha256: and 64 hexadecimal digits, or ${UNPINNED}`,
  );

/** The digest of nothing: a placeholder that looks like a digest. */
const NOTHING = 'sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Whether a digest names an image that can exist. */
export function isPinned(digest: string): boolean {
  return digest !== UNPINNED && digest !== NOTHING;
}

const site = z.strictObject({ region, cidr, fleet });

/** The file is in the repository and the address in Terraform's state: neither is a place for a key. */
const webhook = z
  .url({ protocol: /^https$/ })
  .refine(
    (text) => !URL.canParse(text) || isWithoutKey(new URL(text)),
    'must bear no user, password or query',
  );

function isWithoutKey({ username, password, search }: URL): boolean {
  return username + password + search === '';
}

/** The content of `settings/<environment>.json`. Unknown keys are refused: a misspelt protection must not pass. */
export const settingsSchema = z
  .strictObject({
    accountId: z.string().regex(/^\d{12}$/, 'must be the 12 digits of an AWS account id'),
    primary: site,
    recovery: site,
    /**
     * The region that users are served from. It has the fleet of `primary` and is protected into the other one; the region
     * that waits has the fleet of `recovery`. A recovery that moves the service writes it.
     */
    serving: z.enum(['primary', 'recovery']),
    domain: z.strictObject({
      /** A public hosted zone that already exists in the account. */
      zone: z.string().regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a domain name such as syncwell.example'),
      /** The name that the mobile app calls; must lie in the zone. */
      api: z
        .string()
        .regex(/^([a-z0-9-]+\.)+[a-z]{2,}$/, 'must be a domain name such as api.syncwell.example'),
    }),
    worker: z.strictObject({
      /** Digest of the worker's image in the replicated repository. A digest, because a tag can move. */
      imageDigest,
      agentImage: z.string().min(1),
    }),
    continuityAgent: z.strictObject({
      /** Digest of the continuity agent's image (see Dockerfile), in the same repository as the worker's. */
      imageDigest,
    }),
    cache: z.strictObject({
      nodeType: z
        .string()
        .regex(/^cache\.[a-z0-9]+\.[a-z0-9]+$/, 'must be a node type such as cache.r7g.large'),
      /** Primary and replicas together. */
      nodes: z.number().int().min(2).max(6),
    }),
    table: z
      .strictObject({
        primary: generations,
        recovery: generations,
        billing,
        /** Whether the original table has a replica in the recovery region (DynamoDB global table). */
        replica: z.boolean(),
      })
      .refine(({ replica, billing: { mode } }) => !replica || mode === 'on-demand', {
        message: 'must be false while billing.mode is provisioned: both regions would have to scale alike',
        path: ['replica'],
      }),
    providers: z
      .array(z.string().regex(/^[a-z][a-z0-9-]{1,30}$/, 'must be lower case letters, digits and hyphens'))
      .min(1),
    objectives: z.strictObject({
      recoveryTimeMinutes: positive,
      recoveryPointMinutes: positive,
    }),
    approvals: z.strictObject({
      /** Whether a second person must approve a recovery before it changes anything. */
      required: z.boolean(),
    }),
    /** `owner/repository` whose workflows may assume the CI roles. */
    /**
     * Who vouches for users: each call of the app bears a token (JWT) of this issuer. An HTTP API takes one issuer a route; what
     * that means for two identity providers is in docs/decisions.md. Files from before it existed are read without.
     */
    signIn: z
      .strictObject({
        /** Address below which the issuer publishes its keys (OpenID Connect Discovery). */
        issuer: z.url({ protocol: /^https$/ }),
        /** Client ids for which a token may be issued, one for each app. */
        audience: z.array(z.string().min(1)).min(1),
      })
      .optional(),
    repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, 'must be owner/repository'),
    alertEmail: z.email(),
    /** More channels for alarms: addresses that SNS posts to, of a pager or a chat. */
    alertWebhooks: z.array(webhook).default([]),
    retention: z.strictObject({
      logDays: z.union([30, 60, 90, 180, 365, 731].map((days) => z.literal(days))),
      vaultDays: z.number().int().min(35).max(3650),
      auditDays: z.number().int().min(365).max(3650),
    }),
  })
  .refine(({ primary, recovery }) => primary.region !== recovery.region, {
    message: 'must differ from primary.region: a recovery region shares no fate with the primary',
    path: ['recovery', 'region'],
  })
  .refine(({ primary, recovery }) => primary.cidr !== recovery.cidr, {
    message: 'must differ from primary.cidr: the two networks may have to be connected',
    path: ['recovery', 'cidr'],
  })
  .refine(({ domain }) => domain.api.endsWith(`.${domain.zone}`), {
    message: 'must be a name inside domain.zone',
    path: ['domain', 'api'],
  });

export type SettingsFile = z.infer<typeof settingsSchema>;
export type TableGenerations = z.infer<typeof generations>;
export type TableBilling = z.infer<typeof billing>;
