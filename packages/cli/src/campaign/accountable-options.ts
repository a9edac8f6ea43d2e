import type { Command } from "commander";

/** Who acts, and why; both are kept with what was done. */
export interface AccountableOptions {
  readonly as: string;
  readonly reason: string;
}

/** Adds `--as` and `--reason`, without which nobody changes a running campaign. */
export function withAccountability(command: Command): Command {
  return command
    .requiredOption("--as <who>", "who does this; recorded")
    .requiredOption("--reason <why>", "why; recorded");
}
