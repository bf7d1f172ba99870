import { COMMANDS, type CommandDeclaration, type InputOf, type OptionDeclaration } from './declaration';
import type { completion } from './declaration/look';
import { EXIT } from './support/exit-status';
import type { Call } from './support/operation';

/** Prints what completes commands, options and their words in a shell. */
export function run({ shell }: InputOf<typeof completion>, { output }: Call): number {
  const script = shell === 'zsh' ? `autoload -U +X bashcompinit && bashcompinit\n${bash()}` : bash();
  output.result({ shell, script }, [script]);
  return EXIT.done;
}

function bash(): string {
  const words = COMMANDS.map((command) => `    '${command.id}') options='${flagsOf(command).join(' ')}' ;;`);
  const choices = COMMANDS.flatMap((command) =>
    command.options
      .filter(({ choices: some, isHidden }) => some !== undefined && isHidden !== true)
      .map(
        ({ flag, choices: some }) =>
          `    '${command.id} --${flag}') options='${(some?.() ?? []).join(' ')}' ;;`,
      ),
  );
  return `_recover() {
  local current="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command='' options='' index
  for ((index = 1; index < COMP_CWORD; index += 1)); do
    case "\${COMP_WORDS[index]}" in recover | --no | -*) ;; *) command="\${command:+$command }\${COMP_WORDS[index]}" ;; esac
  done
  command="$(_recover_known "$command")"
  case "$command $previous" in
${choices.join('\n')}
  esac
  if [ -z "$options" ]; then
    case "$command" in
${words.join('\n')}
${familiesOf()}
    esac
  fi
  COMPREPLY=($(compgen -W "$options" -- "$current"))
}
_recover_known() {
  case "$1" in
${COMMANDS.map(({ id }) => `    '${id}' | '${id} '*) echo '${id}' ;;`).join('\n')}
    *) echo "$1" ;;
  esac
}
complete -F _recover recover`;
}

function flagsOf({ options, arguments: words }: CommandDeclaration): string[] {
  const choices = words.flatMap(({ choices: some }) => some?.() ?? []);
  return [...choices, ...options.filter(({ isHidden }) => isHidden !== true).flatMap(flagOf), '--help'];
}

function flagOf({ flag, negation }: OptionDeclaration): string[] {
  return [...(negation === true ? [] : [`--${flag}`]), ...(negation === undefined ? [] : [`--no-${flag}`])];
}

/** The words after nothing, and after the first word of commands that have two. */
function familiesOf(): string {
  const heads = [...new Set(COMMANDS.map(({ id }) => id.split(' ')[0] ?? ''))];
  const families = heads.filter((head) => COMMANDS.some(({ id }) => id.startsWith(`${head} `)));
  return [
    `    '') options='${[...heads, '--help', '--version'].join(' ')}' ;;`,
    ...families.map((head) => {
      const words = COMMANDS.filter(({ id }) => id.startsWith(`${head} `)).map(({ id }) => id.split(' ')[1]);
      return `    '${head}') options='${words.join(' ')} --help' ;;`;
    }),
  ].join('\n');
}
