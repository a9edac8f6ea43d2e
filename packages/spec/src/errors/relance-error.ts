const MARK: unique symbol = Symbol.for("relance.error") as never;

export type ErrorFamily = "config" | "message" | "provider" | "store" | "webhook";

/** The root of all errors that relance throws on purpose. Messages never contain secrets, addresses or bodies. */
export abstract class RelanceError<Code extends string = string> extends Error {
  readonly code: Code;
  abstract readonly family: ErrorFamily;

  constructor(code: Code, message: string, init?: { readonly cause?: unknown }) {
    super(message, init?.cause === undefined ? undefined : { cause: init.cause });
    this.code = code;
    Object.defineProperty(this, MARK, { value: true });
  }

  /** True for errors from any installed copy of relance. `instanceof` recognizes only one copy. */
  static is(value: unknown): value is RelanceError {
    return typeof value === "object" && value !== null && MARK in value;
  }
}
