import { randomBytes } from 'node:crypto';

/**
 * What the token of each connection must be. An owner is a user and a connection, as in `u0000001-c1`; a token that is
 * refreshed gets another number.
 */
export class Tokens {
  /** Part of every token: nobody else may know it, and no file may hold it. */
  readonly marker = `drill-token-${randomBytes(12).toString('hex')}`;
  private readonly numbers = new Map<string, number>();

  /** The value of the owner's secret. */
  secretOf(owner: string): string {
    return secret(this.token(owner, this.number(owner)));
  }

  /** The next value of the owner's secret, which from now on is the right one. */
  refresh(owner: string): string {
    this.numbers.set(owner, this.number(owner) + 1);
    return this.secretOf(owner);
  }

  /** Whether a service may hold it: the token that is right, or the one before it, read while it was refreshed. */
  accepts(owner: string, text: string | undefined): boolean {
    const number = this.number(owner);
    return text === this.secretOf(owner) || (number > 0 && text === secret(this.token(owner, number - 1)));
  }

  private number(owner: string): number {
    return this.numbers.get(owner) ?? 0;
  }

  private token(owner: string, number: number): string {
    return `${this.marker}-${owner}${number === 0 ? '' : `-${number}`}`;
  }
}

function secret(token: string): string {
  return JSON.stringify({ access_token: token });
}
