import { CannotJudge } from './cannot-judge';
import { pattern, resourceLike, type Pattern } from './patterns';

interface Setting {
  readonly hasVariables: boolean;
  readonly isIdentity: boolean;
}

/**
 * One value of a Resource element.
 *
 * @throws CannotJudge when it is no ARN, or one that AWS refuses
 */
export function compileResource(written: string, { hasVariables, isIdentity }: Setting): Pattern {
  if (written === '*') return () => () => true;
  if (!written.startsWith('arn:')) throw new CannotJudge(`the resource ${written}`);
  const variableAt = hasVariables ? written.indexOf('${') : -1;
  const fixed = variableAt === -1 ? written : written.slice(0, variableAt);
  const parts = fixed.split(':');
  // "You can't use a variable to replace parts of the ARN before the fifth colon" (IAM user guide, "Variables and tags").
  if (variableAt !== -1 && parts.length < 6)
    throw new CannotJudge(`the resource ${written}: a variable stands before its fifth colon`);
  // "You can't use a wildcard in the service segment" (IAM user guide, "Resource").
  if (/[*?]/.test(parts[2] ?? ''))
    throw new CannotJudge(`the resource ${written}: a wildcard stands for its service`);
  // In an identity policy "AWS automatically completes the ARN" (IAM user guide, "IAM ARNs"); no document speaks of others.
  // A star that may stand for several parts leaves open which ones are missing.
  if (parts.length < 6 && (!isIdentity || written.includes('*:')))
    throw new CannotJudge(`the resource ${written}: it has fewer than six parts`);
  return pattern(`${written}${':*'.repeat(Math.max(0, 6 - parts.length))}`, hasVariables, resourceLike);
}
