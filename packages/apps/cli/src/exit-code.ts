import { RelanceError } from "@relance/spec";
import { CommanderError } from "commander";

/** Exit codes; docs/cli.md explains them. */
export const EXIT = {
  ok: 0,
  /** The campaign, the configuration or the audience has mistakes to correct. */
  mistakes: 1,
  /** The command line cannot be understood, or lacks a required option. */
  usage: 2,
  /** The store has a problem that an operator must check. */
  store: 3,
  /** A ledger does not hold. */
  ledger: 4,
  /** An internal error. */
  fault: 70,
  /** A second Ctrl-C stopped the process immediately. */
  SIGINT: 130,
  /** A second SIGTERM stopped the process immediately. */
  SIGTERM: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeOf(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!RelanceError.is(error)) return EXIT.fault;
  return error.family === "store" ? EXIT.store : EXIT.mistakes;
}

const CODE = "relance.usage";

/** The command line requests something that is impossible. */
export function usageError(message: string): CommanderError {
  return new CommanderError(2, CODE, message);
}

export function isUsageError(error: unknown): error is CommanderError {
  return error instanceof CommanderError && error.code === CODE;
}

/** An error of the parser, which has already printed it on stderr. */
export function isSaidAlready(error: unknown): boolean {
  return error instanceof CommanderError && error.code !== CODE;
}
