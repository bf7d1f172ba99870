/** An image of a registry, by tag or by digest. */
export interface ImageReference {
  /** Host, with a port where it has one. */
  readonly registry: string;
  readonly repository: string;
  /** A tag, or `sha256:...`. */
  readonly version: string;
}

const REFERENCE =
  /^(?<registry>[A-Za-z0-9.-]+(?::\d+)?)\/(?<repository>[a-z0-9._/-]+)(?::(?<tag>\w[\w.-]{0,127})|@(?<digest>sha256:[0-9a-f]{64}))$/;

/** @returns undefined when it is not `registry/repository:tag` or `registry/repository@sha256:...` */
export function parseReference(text: string): ImageReference | undefined {
  const { registry, repository, tag, digest } = REFERENCE.exec(text)?.groups ?? {};
  const version = tag ?? digest;
  if (registry === undefined || repository === undefined || version === undefined) return undefined;
  return { registry, repository, version };
}

export function textOf({ registry, repository, version }: ImageReference): string {
  return `${registry}/${repository}${version.includes(':') ? '@' : ':'}${version}`;
}
