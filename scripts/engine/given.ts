/**
 * The properties that have a value. Types of the SDK and of journals tell a property that is absent from one that is
 * undefined, so that what was not given has to be left out.
 */
export function given<Props extends object>(
  props: Props,
): { [Name in keyof Props]?: Exclude<Props[Name], undefined> } {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Props]?: Exclude<Props[Name], undefined>;
  };
}
