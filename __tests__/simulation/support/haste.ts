import fs from 'node:fs';
import { SignatureV4 } from '@smithy/signature-v4';
import Ajv, { type ValidateFunction } from 'ajv';
import { replace } from './replace';

/**
 * Leaves out what costs time and is not looked at: no disk is waited for (what dies here are processes, not computers),
 * nobody checks signatures, and the rules of the table are compiled once. Errors, of which the SDK makes several a call,
 * know where they come from only when one history is played alone.
 */
export function makeHaste(): void {
  if (process.env.SIMULATION_SEED === undefined) replace(Error, 'stackTraceLimit', 0);
  replace(fs, 'fsyncSync', () => undefined);
  replace(SignatureV4.prototype, 'sign', signOnly);
  const compiled = new Map<string, ValidateFunction>();
  // eslint-disable-next-line @typescript-eslint/unbound-method -- it is called with the `this` of each call
  const { compile } = Ajv.prototype;
  replace(Ajv.prototype, 'compile', function (this: Ajv, schema: object) {
    const key = JSON.stringify(schema);
    const validate = compiled.get(key) ?? (compile.call(this, schema) as ValidateFunction);
    compiled.set(key, validate);
    return validate;
  } as Ajv['compile']);
}

interface Signer {
  readonly service: string;
  readonly regionProvider: () => Promise<string>;
  readonly credentialProvider: () => Promise<{ readonly accessKeyId: string }>;
}

/** Says who asks for what, as a signature does, without computing one. */
async function signOnly<Request extends { readonly headers: Record<string, string> }>(
  this: Signer,
  request: Request,
  { signingRegion, signingService }: { signingRegion?: string; signingService?: string } = {},
): Promise<Request> {
  const { accessKeyId } = await this.credentialProvider();
  const region = signingRegion ?? (await this.regionProvider());
  const scope = `${accessKeyId}/20260301/${region}/${signingService ?? this.service}/aws4_request`;
  request.headers.authorization = `AWS4-HMAC-SHA256 Credential=${scope}`;
  return request;
}
