import { CommanderError } from "commander";

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
