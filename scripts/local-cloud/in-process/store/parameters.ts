import { Regional } from '../../services/support/regional';
import type { Json } from '../../services/support/json';
import { operation, type Operations } from './json-service';
import { Refusal } from './refusal';

/** SSM parameters, without their history (Systems Manager API reference). */
export function createParameterStore(): Operations {
  const regional = new Regional(() => new Map<string, Json & { readonly Version: number }>());
  return {
    PutParameter: operation('Name Value Type Overwrite Description', ({ body, request, now }) => {
      const parameters = regional.of(request);
      const { Name, Value, Type, Overwrite } = body as Record<string, unknown> & { Name: string };
      const before = parameters.get(Name);
      if (before !== undefined && Overwrite !== true) {
        const message =
          'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.';
        throw new Refusal('ParameterAlreadyExists', message);
      }
      const Version = (before?.Version ?? 0) + 1;
      parameters.set(Name, {
        Name,
        Type: Type ?? before?.Type,
        Value,
        Version,
        LastModifiedDate: now / 1000,
        DataType: 'text',
        ARN: `arn:aws:ssm:${request.region}:${request.accountId}:parameter${Name.startsWith('/') ? '' : '/'}${Name}`,
      });
      return { Version, Tier: 'Standard' };
    }),
    GetParameter: operation('Name WithDecryption', ({ body, request }) => {
      const parameter = regional.of(request).get(String(body.Name));
      if (parameter === undefined) {
        throw new Refusal('ParameterNotFound', `Parameter ${String(body.Name)} not found.`);
      }
      return { Parameter: parameter };
    }),
  };
}
