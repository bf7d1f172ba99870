import { createHash } from 'node:crypto';
import { stop } from '../../../engine/errors';
import { textOf, type ImageReference } from './reference';

/** What a registry answers for an image: the bytes count, since the digest is theirs. */
export interface Manifest {
  readonly bytes: string;
  readonly mediaType: string;
  readonly digest: string;
}

const MANIFESTS = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
];

/** Milliseconds until a registry must have begun its answer. */
const PATIENCE = 30_000;

/** Reads one repository of a registry that anybody may read (OCI distribution specification, "Pull"). */
export class Registry {
  private token: string | undefined;

  constructor(private readonly reference: ImageReference) {}

  /** @throws Stop IMAGE_NOT_READ, also when the bytes do not have the digest that was asked for */
  async manifest(version: string): Promise<Manifest> {
    const answer = await this.get(`manifests/${version}`, MANIFESTS.join(', '));
    const bytes = await answer.text();
    const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
    if (version.startsWith('sha256:') && version !== digest) {
      throw this.refused(`the manifest ${version} has the digest ${digest}`);
    }
    const mediaType = answer.headers.get('content-type')?.split(';')[0] ?? '';
    if (!MANIFESTS.includes(mediaType)) throw this.refused(`its manifest is of the type "${mediaType}"`);
    return { bytes, mediaType, digest };
  }

  /** The bytes of a layer or a configuration, in parts of a size. @throws Stop IMAGE_NOT_READ */
  async *blob(digest: string, partSize: number): AsyncGenerator<Buffer> {
    const { body } = await this.get(`blobs/${digest}`, '*/*');
    let held: Buffer[] = [];
    let size = 0;
    for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
      held.push(Buffer.from(chunk));
      size += chunk.length;
      while (size >= partSize) {
        const all = Buffer.concat(held);
        yield all.subarray(0, partSize);
        held = [all.subarray(partSize)];
        size = all.length - partSize;
      }
    }
    if (size > 0) yield Buffer.concat(held);
  }

  private async get(path: string, accept: string): Promise<Response> {
    const { registry, repository } = this.reference;
    // A registry of this machine has no certificate.
    const scheme = /^(localhost|127\.0\.0\.1)(:|$)/.test(registry) ? 'http' : 'https';
    const url = `${scheme}://${registry}/v2/${repository}/${path}`;
    const first = await this.fetch(url, accept);
    if (first.status !== 401) return this.accepted(first);
    this.token = await this.anonymousToken(first.headers.get('www-authenticate') ?? '');
    return this.accepted(await this.fetch(url, accept));
  }

  private async fetch(url: string, accept: string): Promise<Response> {
    const authorization = this.token === undefined ? {} : { authorization: `Bearer ${this.token}` };
    // Only the beginning is waited for: a layer may take minutes.
    const abort = new AbortController();
    const timer = setTimeout(() => {
      abort.abort(new Error(`no answer within ${PATIENCE / 1000} s`));
    }, PATIENCE);
    return fetch(url, { headers: { accept, ...authorization }, signal: abort.signal })
      .catch((error: unknown) => {
        const { cause, message } = error as Error;
        throw this.refused(cause instanceof Error ? cause.message : message);
      })
      .finally(() => {
        clearTimeout(timer);
      });
  }

  /** A token for whoever asks, as public registries give it (OCI distribution, token authentication). */
  private async anonymousToken(challenge: string): Promise<string> {
    const fields = Object.fromEntries(
      [...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value] as const),
    );
    const { realm, service, scope } = fields;
    if (!challenge.startsWith('Bearer ') || realm === undefined)
      throw this.refused('it asks for credentials');
    const query = new URLSearchParams({
      ...(service === undefined ? {} : { service }),
      ...(scope === undefined ? {} : { scope }),
    });
    const answer = this.accepted(await this.fetch(`${realm}?${query.toString()}`, 'application/json'));
    const { token, access_token } = (await answer.json()) as Record<string, string | undefined>;
    const given = token ?? access_token;
    if (given === undefined) throw this.refused('it gives no token to the public');
    return given;
  }

  private accepted(answer: Response): Response {
    if (answer.ok) return answer;
    throw this.refused(`it answers ${answer.status} ${answer.statusText}`.trim());
  }

  private refused(reason: string): Error {
    return stop('IMAGE_NOT_READ', { image: textOf(this.reference), reason });
  }
}
