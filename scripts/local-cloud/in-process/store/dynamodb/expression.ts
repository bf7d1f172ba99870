import type { Json } from '../../../services/support/json';
import { Refusal } from '../refusal';
import { RESERVED_WORDS } from './reserved-words';

/** What the `#names` and `:values` of an expression stand for. */
export interface Placeholders {
  readonly names: Readonly<Record<string, string>>;
  readonly values: Readonly<Record<string, Json>>;
}

export function placeholdersOf(body: Json): Placeholders {
  return {
    names: (body.ExpressionAttributeNames ?? {}) as Record<string, string>,
    values: (body.ExpressionAttributeValues ?? {}) as Record<string, Json>,
  };
}

const TOKEN = /\s*(#\w+|:\w+|\w+|<>|<=|>=|[=<>(),+\-.[\]])/y;

/** The words of an expression, one after the other (DynamoDB developer guide, "Expressions"). */
export class Expression {
  private readonly tokens: readonly string[];
  private position = 0;

  /** @throws Refusal ValidationException when the text holds what no expression holds */
  constructor(
    readonly text: string,
    private readonly placeholders: Placeholders,
  ) {
    this.tokens = tokensOf(text);
  }

  get next(): string | undefined {
    return this.tokens[this.position];
  }

  get isAtEnd(): boolean {
    return this.position >= this.tokens.length;
  }

  /** Takes the next word when it is this one, in capitals or not. */
  takes(word: string): boolean {
    if (this.next?.toUpperCase() !== word) return false;
    this.position += 1;
    return true;
  }

  /** @throws Refusal ValidationException when another word comes */
  expect(word: string): void {
    if (!this.takes(word)) throw this.wrong();
  }

  take(): string {
    const token = this.next;
    if (token === undefined) throw this.wrong();
    this.position += 1;
    return token;
  }

  /** The name of an attribute at the top of an item. @throws Refusal NotImplemented for one within another */
  attribute(): string {
    const token = this.take();
    const name = token.startsWith('#') ? this.placeholders.names[token] : token;
    if (name === undefined || !/^[#A-Za-z_]/.test(token)) throw this.wrong();
    if (RESERVED_WORDS.has(token.toUpperCase())) {
      const message = `Invalid expression: Attribute name is a reserved keyword; reserved keyword: ${token}`;
      throw new Refusal('ValidationException', message);
    }
    if (this.next === '.' || this.next === '[') {
      const message = `the local cloud does not implement attributes within attributes: ${this.text}`;
      throw new Refusal('NotImplemented', message, { status: 501 });
    }
    return name;
  }

  value(): Json {
    const value = this.placeholders.values[this.take()];
    if (value === undefined) throw this.wrong();
    return value;
  }

  wrong(): Refusal {
    return new Refusal(
      'ValidationException',
      `Invalid expression: ${JSON.stringify(this.next ?? 'its end')} is out of place in ${this.text}`,
    );
  }
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  const pattern = new RegExp(TOKEN);
  const end = text.trimEnd().length;
  while (pattern.lastIndex < end) {
    const [, token] = pattern.exec(text) ?? [];
    if (token === undefined) throw new Refusal('ValidationException', `Invalid expression: ${text}`);
    tokens.push(token);
  }
  return tokens;
}
