/**
 * Puts another function in the place of one, until the tests of the file are over. A spy of jest would remember every
 * call with all that was handed over: millions of them.
 */
export function replace<Owner extends object, Name extends keyof Owner>(
  owner: Owner,
  name: Name,
  replacement: Owner[Name],
): void {
  const original = owner[name];
  owner[name] = replacement;
  afterAll(() => {
    owner[name] = original;
  });
}
