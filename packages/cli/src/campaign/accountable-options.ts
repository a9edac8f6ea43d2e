import { type Command, InvalidArgumentError } from "commander";

/** Who acts, and why; both are kept with what was done. */
export interface AccountableOptions {
  readonly as: string;
  readonly reason: string;
}

/** Adds `--as` and `--reason`, without which nobody changes a running campaign. */
export function withAccountability(command: Command): Command {
  return command
    .requiredOption("--as <who>", "who does this; recorded", readWord)
    .requiredOption("--reason <why>", "why; recorded", readWord);
}

/** A script whose variable is unset gives an empty word: on record there would be nobody, and no reason. */
function readWord(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Say it in a few words: it stays on record.");
  return text;
}
