import type { Asker } from '../commands/support/surroundings';
import { Interrupted } from '../engine/stop';

/** Asks at the terminal. */
export const asker: Asker = {
  async type(wanted, message) {
    const { isCancel, text } = await import('@clack/prompts');
    const answer = await text({
      message: `${message}, type: ${wanted}`,
      validate: (typed) => (typed === wanted ? undefined : `type ${wanted}, or press Ctrl-C`),
    });
    if (isCancel(answer)) throw new Interrupted();
  },
  async text(message, pattern) {
    const { isCancel, text } = await import('@clack/prompts');
    const answer = await text({
      message,
      validate: (typed) => (pattern.test(typed ?? '') ? undefined : 'this is not one; or press Ctrl-C'),
    });
    if (isCancel(answer)) throw new Interrupted();
    return answer;
  },
  async choose(message, choices) {
    const { isCancel, select } = await import('@clack/prompts');
    const options = choices.map(({ value, label }) => ({ value, label }));
    const answer = await select<string>({ message, options });
    const chosen = choices.find(({ value }) => value === answer);
    if (isCancel(answer) || chosen === undefined) throw new Interrupted();
    return chosen.value;
  },
};
