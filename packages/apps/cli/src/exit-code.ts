import { RelanceError } from "@relance/spec";
import { CommanderError } from "commander";

/** What the shell is told; the table stands in docs/cli.md. */
export const EXIT = {
  ok: 0,
  /** A campaign, a configuration or an audience has to be changed. */
  mistakes: 1,
  /** The command line cannot be understood, or lacks something. */
  usage: 2,
  /** The store has to be checked. */
  store: 3,
  /** A ledger does not hold. */
  ledger: 4,
  /** Something of ours failed. */
  fault: 70,
  /** Left at once, by a second Ctrl-C. */
  SIGINT: 130,
  /** Left at once, by a second SIGTERM. */
  SIGTERM: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!RelanceError.is(error)) return EXIT.fault;
  return error.family === "store" ? EXIT.store : EXIT.mistakes;
}

const CODE = "relance.usage";

/** The command line asks for something that cannot be done as it is written. */
export function usageError(message: string): CommanderError {
  return new CommanderError(2, CODE, message);
}

export function isUsageError(error: unknown): error is CommanderError {
  return error instanceof CommanderError && error.code === CODE;
}

/** Thrown by the parser, which has said on stderr what is wrong. */
export function isSaidAlready(error: unknown): boolean {
  return error instanceof CommanderError && error.code !== CODE;
}
