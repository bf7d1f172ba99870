import type { BadKey, BadKind } from './report';

/** Keys that are told one by one; beyond, they are counted. */
const LISTED = 1000;

/** What was found wrong, in bounded memory. */
export class Findings {
  private readonly list: BadKey[] = [];
  private readonly totals = new Map<string, number>();
  total = 0;

  add(finding: BadKey): void {
    this.total += 1;
    const { level, kind } = finding;
    this.totals.set(`${level} ${kind}`, this.count(level, kind) + 1);
    if (this.list.length < LISTED) this.list.push(finding);
  }

  count(level: BadKey['level'], kind: BadKind): number {
    return this.totals.get(`${level} ${kind}`) ?? 0;
  }

  /** By key, so that two validations of the same table tell the same. */
  get listed(): BadKey[] {
    return [...this.list].sort((one, other) => compare(sortText(one), sortText(other)));
  }
}

function sortText({ key, level }: BadKey): string {
  return `${key.PK} ${key.SK} ${level}`;
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
