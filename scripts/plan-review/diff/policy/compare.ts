import type { Value } from '../../model/types';
import { equal } from '../equal';
import { SETS, statementsOf, type SetName, type Statement } from './statement';

export { isPolicy } from './statement';

export interface SetChange {
  readonly name: SetName;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}

/** What became of one statement. */
export interface StatementChange {
  readonly before: Statement | undefined;
  readonly after: Statement | undefined;
  /** In which of its sets it changed; all of them for a statement that came or went. */
  readonly sets: readonly SetChange[];
}

/** Compares two IAM policy documents statement by statement; a document that is not there has none. */
export function comparePolicies(before: Value, after: Value): StatementChange[] {
  const old = statementsOf(before);
  const fresh = statementsOf(after);
  const left = old.filter((statement) => !take(fresh, (other) => equal(statement, other)));
  const changes = left.map((statement): StatementChange => {
    const match =
      (statement.sid === undefined ? undefined : take(fresh, ({ sid }) => sid === statement.sid)) ??
      (statement.sid === undefined ? take(fresh, (other) => resembles(statement, other)) : undefined);
    return changeOf(statement, match);
  });
  return [...changes, ...fresh.map((statement) => changeOf(undefined, statement))];
}

/** Takes the first that fits out of a list. */
function take(list: Statement[], fits: (statement: Statement) => boolean): Statement | undefined {
  const index = list.findIndex(fits);
  return index < 0 ? undefined : list.splice(index, 1)[0];
}

/** Statements without names belong together when they say the same of the same things, or do the same. */
function resembles(a: Statement, b: Statement): boolean {
  return (
    a.effect === b.effect &&
    b.sid === undefined &&
    (equal(a.sets.Resource, b.sets.Resource) || equal(a.sets.Action, b.sets.Action))
  );
}

function changeOf(before: Statement | undefined, after: Statement | undefined): StatementChange {
  const sets = SETS.map((name): SetChange => {
    const old = before?.sets[name] ?? [];
    const fresh = after?.sets[name] ?? [];
    return {
      name,
      removed: old.filter((text) => !fresh.includes(text)),
      added: fresh.filter((text) => !old.includes(text)),
    };
  }).filter(({ removed, added }) => removed.length + added.length > 0);
  return { before, after, sets };
}
