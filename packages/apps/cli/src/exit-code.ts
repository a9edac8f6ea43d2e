import { RelanceError } from "@relance/spec";
import { CommanderError } from "commander";

/** Exit codes; docs/cli.md explains them. */
export const EXIT = {
  ok: 0,
  mistakes: 1,
  usage: 2,
  store: 3,
  ledger: 4,
  fault: 70,
  SIGINT: 130,
  SIGTERM: 143,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export function exitCodeFor(error: unknown): ExitCode {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (!RelanceError.is(error)) return EXIT.fault;
  return error.family === "store" ? EXIT.store : EXIT.mistakes;
}

const CODE = "relance.usage";

export function usageError(message: string): CommanderError {
  return new CommanderError(2, CODE, message);
}

export function isUsageError(error: unknown): error is CommanderError {
  return error instanceof CommanderError && error.code === CODE;
}

export function isSaidAlready(error: unknown): boolean {
  return error instanceof CommanderError && error.code !== CODE;
}
