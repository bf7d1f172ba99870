import { Interrupted } from '../../engine/stop';

/** Whether somebody sits at the terminal who may be asked. */
export function mayAsk({ json, yes }: { readonly json: boolean; readonly yes: boolean }): boolean {
  return !json && !yes && process.stdin.isTTY && process.stdout.isTTY;
}

/**
 * Asks for a text to be typed letter by letter, so that nobody says yes without reading.
 *
 * @throws Interrupted by Ctrl-C
 */
export async function askToType(wanted: string, message: string): Promise<void> {
  const { isCancel, text } = await import('@clack/prompts');
  const answer = await text({
    message: `${message}, type: ${wanted}`,
    validate: (typed) => (typed === wanted ? undefined : `type ${wanted}, or press Ctrl-C`),
  });
  if (isCancel(answer)) throw new Interrupted();
}

/** Asks for one of several. @throws Interrupted by Ctrl-C */
export async function askToChoose<Choice extends string>(
  message: string,
  choices: readonly { readonly value: Choice; readonly label: string }[],
): Promise<Choice> {
  const { isCancel, select } = await import('@clack/prompts');
  const options = choices.map(({ value, label }) => ({ value, label }));
  const answer = await select<string>({ message, options });
  const chosen = choices.find(({ value }) => value === answer);
  if (isCancel(answer) || chosen === undefined) throw new Interrupted();
  return chosen.value;
}
