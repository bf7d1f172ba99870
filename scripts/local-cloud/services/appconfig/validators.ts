import Ajv from 'ajv-draft-04';
import type { ErrorObject, ValidateFunction } from 'ajv';
import { badRequest, notImplemented, type ServiceError } from './errors';
import type { ConfigurationProfile, Validator } from './state';

/**
 * Formats stay unchecked: draft 4 leaves them to the implementation, and nobody outside AWS knows which ones AWS's
 * checks, so a schema must not rely on them.
 */
const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true, addUsedSchema: false });

interface Violation {
  readonly Constraint: string;
  readonly Location: string;
  readonly Reason: string;
}

const compiled = new Map<string, ValidateFunction>();

/** @throws ServiceError BadRequestException when the validator itself is not a schema of draft 4 */
function compile({ Content }: Validator): ValidateFunction {
  try {
    const schema = compiled.get(Content) ?? ajv.compile(JSON.parse(Content) as object);
    compiled.set(Content, schema);
    return schema;
  } catch (error) {
    throw badRequest(`Invalid JSON Schema in the validator: ${(error as Error).message}`);
  }
}

/** Checks the schemas of new validators, so that a broken one is refused where it enters. @throws ServiceError BadRequestException */
export function checkValidators(validators: readonly Validator[] = []): void {
  validators.filter(({ Type }) => Type === 'JSON_SCHEMA').forEach(compile);
}

/** @throws ServiceError BadRequestException with reason InvalidConfiguration and a detail for every violation */
export function validate(
  { Validators = [] }: Pick<ConfigurationProfile, 'Validators'>,
  content: Buffer,
): void {
  Validators.forEach((validator) => {
    CHECKS[validator.Type](validator, content);
  });
}

const CHECKS: Record<Validator['Type'], (validator: Validator, content: Buffer) => void> = {
  JSON_SCHEMA(validator, content) {
    const conforms = compile(validator);
    if (!conforms(documentIn(content))) throw invalid((conforms.errors ?? []).map(violation));
  },
  LAMBDA() {
    throw notImplemented('LAMBDA validators');
  },
};

function documentIn(content: Buffer): unknown {
  try {
    return JSON.parse(content.toString('utf8'));
  } catch (error) {
    throw invalid([{ Constraint: 'json', Location: '#', Reason: (error as Error).message }]);
  }
}

function violation({ keyword, schemaPath, instancePath, message = '' }: ErrorObject): Violation {
  return { Constraint: keyword, Location: schemaPath, Reason: `#${instancePath}: ${message}` };
}

function invalid(violations: readonly Violation[]): ServiceError {
  const reasons = violations.map(({ Reason }) => Reason).join('; ');
  return badRequest(`The configuration does not conform to the JSON Schema validator: ${reasons}`, {
    Reason: 'InvalidConfiguration',
    Details: { InvalidConfiguration: violations.map((detail) => ({ ...detail, Type: 'JSON_SCHEMA' })) },
  });
}
