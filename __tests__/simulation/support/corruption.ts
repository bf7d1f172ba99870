import type { PlainItem } from '../../../scripts/drill/generated-users';
import { randomFrom } from '../../../scripts/random';

const MINUTE = 60_000;

/** One write of the service before the incident. */
export interface Write {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly item: PlainItem;
  /** Whether the item goes. */
  readonly gone: boolean;
  readonly bad: boolean;
}

/** How the table came to be corrupted, and what it is to be afterwards. */
export interface Corruption {
  /** In order of time. */
  readonly writes: readonly Write[];
  /** ISO 8601: the second that is to be restored. */
  readonly restoreTo: string;
  /** When the incident is declared, milliseconds since the epoch. */
  readonly declaredAt: number;
  /** The items at that second, with the legitimate writes made since that no person has to decide about. */
  readonly restored: readonly PlainItem[];
  /** The items when the incident is declared: the old table keeps them. */
  readonly kept: readonly PlainItem[];
}

/** Good writes throughout, and from some instant on bad ones between them. @param from milliseconds since the epoch */
export function corruptionOf(items: readonly PlainItem[], from: number, seed: number): Corruption {
  const random = randomFrom(seed);
  const between = (low: number, high: number): number => Math.floor(low + random() * (high - low));
  const begin = from + between(10 * MINUTE, 90 * MINUTE);
  const restorePoint = Math.floor(begin / 1_000) * 1_000 - between(0, 3) * 1_000;
  const declaredAt = begin + between(1 * MINUTE, 40 * MINUTE);
  const good = Array.from({ length: between(4, 14) }, () => ({
    at: between(from + MINUTE, declaredAt),
    bad: false,
  }));
  const bad = Array.from({ length: between(1, 8) }, () => ({ at: between(begin, declaredAt), bad: true }));
  const state = new Map(items.map((item) => [keyOf(item), item]));
  const restored = new Map(state);
  const damaged = new Set<string>();
  const writes = [...good, ...bad]
    .sort((a, b) => a.at - b.at)
    .map(({ at, bad: isBad }): Write => {
      const write = { at, bad: isBad, ...(isBad ? badWrite : goodWrite)([...state.values()], at, random) };
      apply(state, write);
      const key = keyOf(write.item);
      if (isBad) damaged.add(key);
      if (at <= restorePoint) apply(restored, write);
      // A sync that goes alone may be a user's wish or damage, and good writes know nothing of what is damaged.
      else if (!isBad && !write.gone && !damaged.has(key)) restored.set(key, write.item);
      return write;
    });
  return {
    writes,
    restoreTo: `${new Date(restorePoint).toISOString().slice(0, 19)}Z`,
    declaredAt,
    restored: [...restored.values()],
    kept: [...state.values()],
  };
}

function apply(items: Map<string, PlainItem>, { item, gone }: Write): void {
  if (gone) items.delete(keyOf(item));
  else items.set(keyOf(item), item);
}

export function keyOf({ PK, SK }: PlainItem): string {
  return `${String(PK)} ${String(SK)}`;
}

type Maker = (items: readonly PlainItem[], at: number, random: () => number) => Pick<Write, 'item' | 'gone'>;

const goodWrite: Maker = (items, at, random) => {
  const kind = random();
  const configs = items.filter(
    ({ SK, version }) => String(SK).startsWith('SYNCCONFIG#') && Number(version) > 0,
  );
  const config = pick(configs, random);
  if (config === undefined || kind < 0.2) {
    const key = `IDEM##${Math.floor(random() * 1e9)}`;
    return {
      item: { PK: key, SK: key, status: 'COMPLETED', ttl: Math.floor(at / 1_000) + 86_400 },
      gone: false,
    };
  }
  if (kind < 0.35) return { item: config, gone: true };
  const changed = {
    ...config,
    IsEnabled: random() < 0.5,
    NextSyncTimestamp: new Date(at).toISOString(),
    version: Number(config.version) + 1,
  };
  return { item: changed, gone: false };
};

const badWrite: Maker = (items, _, random) => {
  const kind = random();
  const ofUsers = items.filter(({ PK }) => String(PK).startsWith('USER#'));
  const { PK = 'USER#u0', SK = 'PROFILE' } = pick(ofUsers, random) ?? {};
  if (kind < 0.25) return { item: { PK, SK }, gone: true };
  if (kind < 0.5) return { item: { PK, SK: `JUNK#${Math.floor(random() * 1e9)}` }, gone: false };
  return { item: { PK, SK, version: -1 }, gone: false };
};

function pick<Value>(values: readonly Value[], random: () => number): Value | undefined {
  return values[Math.floor(random() * values.length)];
}
