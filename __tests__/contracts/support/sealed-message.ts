/** What stands in the clear before a sealed object (AWS Encryption SDK, "message format reference", version 2). */
export interface ClearHeader {
  readonly version: number;
  /** Hexadecimal. */
  readonly algorithm: string;
  /** Without the public key of the signature, which is another one each time. */
  readonly context: Readonly<Record<string, string>>;
  readonly dataKeys: readonly { readonly provider: string; readonly key: string }[];
  /** 2: in frames. */
  readonly contentType: number;
  readonly frameLength: number;
}

const MESSAGE_ID = 32;

export function clearHeaderOf(message: Buffer): ClearHeader {
  const reader = new Reader(message);
  const version = reader.number(1);
  const algorithm = reader.bytes(2).toString('hex');
  reader.bytes(MESSAGE_ID);
  const context = contextOf(new Reader(reader.text()));
  const dataKeys = Array.from({ length: reader.number(2) }, () => {
    const [provider, key] = [reader.text(), reader.text()];
    reader.text();
    return { provider: provider.toString(), key: key.toString() };
  });
  return {
    version,
    algorithm,
    context,
    dataKeys,
    contentType: reader.number(1),
    frameLength: reader.number(4),
  };
}

function contextOf(reader: Reader): Record<string, string> {
  const pairs = Array.from({ length: reader.number(2) }, () => [
    reader.text().toString(),
    reader.text().toString(),
  ]);
  return Object.fromEntries(pairs.filter(([name]) => name !== 'aws-crypto-public-key')) as Record<
    string,
    string
  >;
}

class Reader {
  private at = 0;

  constructor(private readonly message: Buffer) {}

  bytes(length: number): Buffer {
    this.at += length;
    return this.message.subarray(this.at - length, this.at);
  }

  number(length: number): number {
    return this.bytes(length).readUIntBE(0, length);
  }

  /** With its length before it. */
  text(): Buffer {
    return this.bytes(this.number(2));
  }
}
