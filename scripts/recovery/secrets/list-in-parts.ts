import { ListSecretsCommand, type SecretListEntry } from '@aws-sdk/client-secrets-manager';
import { inParallel } from '../aws/in-parallel';
import type { SecretsAccess } from './access';

/** What a name is made of (Secrets Manager API reference, CreateSecret). */
const CHARACTERS = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+=.@-');
/** What a page holds at most. */
const PAGE = 100;
/** Pages of one part before it is divided: of fewer, the calls that find nothing would take longer than they save. */
const PAGES = 100;
/** Parts at a time: as many as keep the quota busy while answers are under way. */
const WIDTH = 16;

export interface ListProps {
  /** What the names begin with; empty: all of the account in the region. */
  readonly prefix: string;
  /** Whether secrets that wait for deletion are visited, too. */
  readonly deleted: boolean;
  /** Secrets of a page. @default 100 */
  readonly page?: number;
  /** Pages after which a part is divided. @default 100 */
  readonly pages?: number;
}

type Visit = (entries: readonly SecretListEntry[]) => void;

/**
 * Visits the secrets of a region, some of them twice. One page leads to the next, a round trip each, and a million users
 * have twenty thousand pages: a list that is long is divided by what the names begin with, and its parts are listed side
 * by side, up to the service's quota. A filter compares beginnings, and case (Secrets Manager API reference, Filter).
 */
export async function listInParts(action: SecretsAccess, props: ListProps, visit: Visit): Promise<void> {
  let parts = [props.prefix];
  while (parts.length > 0) {
    const divided: string[] = [];
    await inParallel(parts, WIDTH, async (part) => {
      const common = await listPart(action, { ...props, prefix: part }, visit);
      if (common !== undefined) divided.push(...partsOf(part, common));
    });
    parts = divided;
  }
}

/** @returns what the names of a long part have in common; undefined: it was told to its end */
async function listPart(
  { secrets, signal }: SecretsAccess,
  { prefix, deleted, page = PAGE, pages = PAGES }: ListProps,
  visit: Visit,
): Promise<string | undefined> {
  let common: string | undefined;
  let from: string | undefined;
  for (let read = 1; read <= pages; read += 1) {
    signal.throwIfAborted();
    const { SecretList = [], NextToken } = await secrets.send(
      new ListSecretsCommand({
        MaxResults: page,
        IncludePlannedDeletion: deleted ? true : undefined,
        Filters: prefix === '' ? undefined : [{ Key: 'name', Values: [prefix] }],
        NextToken: from,
      }),
    );
    visit(SecretList);
    // A page may be empty and still not be the last (aws-facts.md, 5.5).
    if (NextToken === undefined) return undefined;
    from = NextToken;
    for (const { Name = '' } of SecretList) common = common === undefined ? Name : commonOf(common, Name);
  }
  return common ?? prefix;
}

/** Beginnings that cover every longer name with the prefix: those beside what was seen find nothing, as a rule. */
function partsOf(prefix: string, common: string): string[] {
  const parts = CHARACTERS.map((character) => common + character);
  for (let length = prefix.length; length < common.length; length += 1) {
    const beside = CHARACTERS.filter((character) => character !== common[length]);
    parts.push(...beside.map((character) => common.slice(0, length) + character));
  }
  return parts;
}

function commonOf(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length += 1;
  return a.slice(0, length);
}
