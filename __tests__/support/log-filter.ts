/**
 * Whether a pattern of CloudWatch Logs matches an event, for the little of its language that is ours: terms about JSON
 * that are joined by `||`, each a path with `= *` (it is there) or `= "text"`. What is no JSON matches none (CloudWatch
 * Logs user guide, "Filter pattern syntax").
 *
 * @throws Error when the pattern has anything else in it
 */
export function matchesLogFilter(pattern: string, event: string): boolean {
  const [, terms] = /^\{ (.+) \}$/.exec(pattern) ?? [];
  if (terms === undefined) throw new Error(`not a pattern about JSON: ${pattern}`);
  const content = parse(event);
  return terms.split(' || ').some((term) => {
    const [, path = '', wanted] = /^\(\$((?:\.\w+)+) = (\*|"[^"]*")\)$/.exec(term) ?? [];
    if (wanted === undefined) throw new Error(`not a term that is known here: ${term}`);
    const found = path
      .slice(1)
      .split('.')
      .reduce<any>((value, name) => value?.[name], content);
    if (found === undefined) return false;
    return wanted === '*' || found === JSON.parse(wanted);
  });
}

function parse(event: string): unknown {
  try {
    return JSON.parse(event);
  } catch {
    return undefined;
  }
}
