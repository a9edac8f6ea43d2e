import { Argument, Command, type Command as Commander } from "commander";
import type { Act } from "../command.ts";

export function completionCommand(act: Act): Command {
  return new Command("completion")
    .description(
      'print a shell script that completes commands and options: add eval "$(relance completion bash)" to its start file',
    )
    .addArgument(new Argument("<shell>", "whose").choices(["bash", "zsh"]))
    .action(
      act(async ({ host }, shell: string, _options: object, command: Commander) => {
        const program = command.parent ?? command;
        host.stdout.write(shell === "zsh" ? ZSH + scriptOf(program) : scriptOf(program));
      }),
    );
}

/** bash's `complete` needs `compdef`, which a zsh without completion has not loaded yet. */
const ZSH = `(( $+functions[compdef] )) || { autoload -U compinit && compinit }
autoload -U +X bashcompinit && bashcompinit
`;

/** Follows the commands typed so far and offers what may follow, otherwise files. */
function scriptOf(program: Commander): string {
  const all = [...commandsOf(program, "")];
  const steps = all.filter(([path]) => path !== "").map(([path]) => `      "${path}") at="${path}" ;;`);
  const offers = all.map(([path, words]) => `    "${path}") words="${words.join(" ")}" ;;`);
  return `_relance() {
  local at="" words="" word n
  for ((n = 1; n < COMP_CWORD; n++)); do
    word=\${COMP_WORDS[n]}
    case "$at $word" in
${steps.join("\n")}
    esac
  done
  case "$at" in
${offers.join("\n")}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _relance relance
`;
}

/** Returns each command by its path, such as ` suppressions add`, with the words that may follow. */
function* commandsOf(command: Commander, path: string): Iterable<readonly [path: string, words: readonly string[]]> {
  const help = command.createHelp();
  const options = [...help.visibleOptions(command), ...help.visibleGlobalOptions(command)];
  const below = command.commands.filter((one) => one.name() !== "help");
  yield [path, [...below.map((one) => one.name()), ...options.flatMap(({ long }) => long ?? [])]];
  for (const one of below) yield* commandsOf(one, `${path} ${one.name()}`);
}
