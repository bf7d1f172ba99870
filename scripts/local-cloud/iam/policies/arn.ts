/** `arn:partition:service:region:account:resource`, taken apart. */
export interface Arn {
  readonly text: string;
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly resource: string;
}

/** @returns undefined for what is no ARN, such as `*` */
export function arnFrom(text: string): Arn | undefined {
  const [, , service = '', region = '', account = '', ...rest] = text.split(':');
  if (!text.startsWith('arn:')) return undefined;
  return { text, service, region, account, resource: rest.join(':') };
}
