const MARK: unique symbol = Symbol.for("relance.error") as never;

/** The families of errors, named after the part that has to act. */
export type ErrorFamily = "config" | "message" | "provider" | "store" | "webhook";

/**
 * The root of every error that relance throws on purpose.
 *
 * The message is for a person, the code for a program, the cause for the debugger. Messages contain facts, never
 * secrets, addresses or bodies. docs/errors.md lists every code.
 */
export abstract class RelanceError extends Error {
  /** `area/what-happened`. */
  abstract readonly code: string;
  abstract readonly family: ErrorFamily;

  constructor(message: string, init?: { readonly cause?: unknown }) {
    super(message, init?.cause === undefined ? undefined : { cause: init.cause });
    Object.defineProperty(this, MARK, { value: true });
  }

  /** True for errors of any installed copy of relance, where `instanceof` fails. */
  static is(value: unknown): value is RelanceError {
    return typeof value === "object" && value !== null && MARK in value;
  }
}
