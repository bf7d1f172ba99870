import type { StopKind } from '../stop';

/** One code of the registry: everything that is ever said about it. */
export interface ErrorEntry<Parameters extends object> {
  /** The exit status follows from it. */
  readonly kind: StopKind;
  /** What it means, in one sentence without parameters, for docs/errors.md. */
  readonly means: string;
  /** The page that explains the situation. @default docs/errors.md */
  readonly page?: string;
  /** Sample parameters, at least one set for every form of the message. */
  readonly examples: readonly [Parameters, ...Parameters[]];
  /** What happened, the value got, what is allowed: at most three sentences. */
  readonly message: (parameters: Parameters) => string;
  /** The command to type, in one line that works when pasted. Commands of the tool bear neither environment nor region: the command line adds them. */
  readonly next: (parameters: Parameters) => string;
}

/** An entry whose parameters are those of its examples. */
export function entry<Parameters extends object>(of: ErrorEntry<Parameters>): ErrorEntry<Parameters> {
  return of;
}

/** A word of a command, quoted where a shell would take it apart. */
export function word(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

/** A value as somebody gave it. */
export function got(value: string): string {
  return JSON.stringify(value);
}

/** Goes on with an incident; without one, says where everything stands. */
export function goOn(incident: string | null | undefined): string {
  return incident == null ? 'npx recover status' : `npx recover resume ${incident}`;
}

/** Lists the versions of an object, of which the oldest is what was written. */
export function versionsOf({
  bucket,
  key,
  region,
}: {
  readonly bucket: string;
  readonly key: string;
  readonly region?: string | undefined;
}): string {
  const where = region === undefined ? '' : ` --region ${region}`;
  return `aws s3api list-object-versions --bucket ${word(bucket)} --prefix ${word(key)}${where}`;
}

/** A command of cdktf for a stack, whose name begins with that of its environment. */
export function cdktf(verb: 'deploy' | 'diff', stack: string): string {
  const environment = stack.replace(/-(foundation-|bootstrap-)?(primary|recovery)$/, '');
  return `SYNCWELL_ENV=${word(environment)} npx cdktf ${verb} ${word(stack)}`;
}

/** Shows a table as DynamoDB has it. */
export function describeTableCommand(table: string, region: string): string {
  return `aws dynamodb describe-table --table-name ${word(table)} --region ${region}`;
}

/** A few of many, with how many there are beyond. */
export function some(all: readonly string[], most = 10): string {
  const more = all.length > most ? ` and ${all.length - most} more` : '';
  return `${all.slice(0, most).join(', ')}${more}`;
}
