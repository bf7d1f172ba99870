import type { Item } from '../item';
import type { SingleChange } from '../worker/change';
import { identityOf, pick, type WorkerOperation, type Service } from '../worker/operations';
import { given } from '../../engine/given';

/** One kind of damage that a release with a bug does to an item of a user. */
interface Damage {
  readonly kind: string;
  readonly hits: (item: Item) => boolean;
  readonly change: (item: Item, service: Service) => Pick<SingleChange, 'names' | 'values'> & Body;
}

type Body = { readonly put: Item } | { readonly remove: Item } | { readonly update: Update };

interface Update {
  readonly key: Item;
  readonly expression: string;
}

const startsWith =
  (prefix: string) =>
  ({ SK }: Item): boolean =>
    SK?.S?.startsWith(prefix) === true;
const isProfile = startsWith('PROFILE');
const isConnection = startsWith('CONN#');
const isSync = startsWith('SYNCCONFIG#');

const set = (item: Item, expression: string, values?: Item): { update: Update; values?: Item } => ({
  update: { key: identityOf(item), expression },
  ...given({ values }),
});

/** What the release breaks: types, values, attributes, references, whole items. */
export const DAMAGES: readonly Damage[] = [
  {
    kind: 'a number where a text was',
    hits: isProfile,
    change: (item) => set(item, 'SET CreatedAt = :wrong', { ':wrong': { N: '20250101' } }),
  },
  {
    kind: 'a text where a truth value was',
    hits: isSync,
    change: (item) => set(item, 'SET IsEnabled = :wrong', { ':wrong': { S: 'yes' } }),
  },
  {
    kind: 'a subscription that does not exist',
    hits: isProfile,
    change: (item) => set(item, 'SET SubscriptionLevel = :wrong', { ':wrong': { S: 'GOLD' } }),
  },
  {
    kind: 'a connection without its credential',
    hits: isConnection,
    change: (item) => set(item, 'REMOVE CredentialArn'),
  },
  {
    kind: 'a sync without its strategy',
    hits: isSync,
    change: (item) => set(item, 'REMOVE ConflictStrategy'),
  },
  {
    kind: 'a version that goes back',
    hits: ({ version }) => version?.N !== undefined,
    change: (item) => set(item, 'SET version = :wrong', { ':wrong': { N: '0' } }),
  },
  {
    kind: "another user's credential",
    hits: isConnection,
    change: (item) =>
      set(item, 'SET CredentialArn = :wrong', {
        ':wrong': { S: (item.CredentialArn?.S ?? '').replace(/u\d{7}/, 'u0000001') },
      }),
  },
  {
    kind: 'a sync of a connection that does not exist',
    hits: isSync,
    change: (item) => ({ put: { ...item, SK: { S: 'SYNCCONFIG#c99##steps' } } }),
  },
  {
    kind: 'a deleted item',
    hits: (item) => isConnection(item) || isProfile(item),
    change: (item) => ({ remove: identityOf(item) }),
  },
];

/** Damages one item of the user that was just read. */
export const damage: WorkerOperation = async (service, items) => {
  const possible = DAMAGES.flatMap((one) => items.filter(one.hits).map((item) => ({ one, item })));
  const chosen = pick(service, possible);
  if (chosen === undefined) return;
  const { one, item } = chosen;
  await service.write({ operation: `bad release: ${one.kind}`, good: false, ...one.change(item, service) });
};

/** The bad release of every drill. */
export const BAD_RELEASE = {
  /** Share (0 to 1) of the requests that it serves wrongly. */
  share: 0.4,
  damage,
  /** Cloud time in milliseconds until somebody notices the damage and rolls it back. */
  unnoticed: 5 * 60_000,
} as const;
