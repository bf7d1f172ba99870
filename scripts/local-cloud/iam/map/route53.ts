import { contextOf, type Context } from './needed';
import type { Call } from './parameters';
import { unescaped } from './s3';

/**
 * What a change of records may be bound to (Route 53 guide, "Using IAM policy conditions for fine-grained access
 * control"): names in lower case without the last dot, types, and actions.
 */
export function recordContext({ request }: Call): Context {
  const body = request.body.toString('utf8');
  const sets = [...body.matchAll(/<ResourceRecordSet>([\s\S]*?)<\/ResourceRecordSet>/g)].map(
    ([, set = '']) => set,
  );
  const inSets = (name: string): string[] =>
    sets.flatMap((set) => new RegExp(`<${name}>([^<]*)</${name}>`).exec(set)?.[1] ?? []);
  const normalized = inSets('Name').map((name) =>
    unescaped(name).toLowerCase().replace(/\.$/, '').replaceAll('*', '\\052'),
  );
  return contextOf({
    'route53:ChangeResourceRecordSetsNormalizedRecordNames': [...new Set(normalized)],
    'route53:ChangeResourceRecordSetsRecordTypes': [...new Set(inSets('Type'))],
    'route53:ChangeResourceRecordSetsActions': [
      ...new Set([...body.matchAll(/<Action>([^<]*)<\/Action>/g)].map(([, action = '']) => action)),
    ],
  });
}
