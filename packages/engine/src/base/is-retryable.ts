import { RelanceError } from "@relance/spec";

/** The same call may be made again: the store is busy, not broken. Holds for errors of any installed copy. */
export function isRetryable(error: unknown): boolean {
  return RelanceError.is(error) && error.family === "store" && "retryable" in error && error.retryable === true;
}
