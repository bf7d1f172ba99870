import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';

/**
 * Lines of a compressed text, some at a time, as they are expanded: an export's file holds many times its size.
 *
 * @param compressed with gzip; or empty, as the file of a partition without items may be
 * @throws the error of zlib when it is not
 */
export async function* linesOf(compressed: Uint8Array): AsyncGenerator<readonly string[]> {
  if (compressed.byteLength === 0) return;
  const text = Readable.from([compressed], { objectMode: false }).pipe(createGunzip()).setEncoding('utf8');
  let rest = '';
  for await (const chunk of text as AsyncIterable<string>) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    if (lines.length > 0) yield lines;
  }
  if (rest !== '') yield [rest];
}
