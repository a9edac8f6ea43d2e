import { RelanceError } from "@relance/spec";

/** True if the call may be repeated: the store is busy, not broken. Works for errors of any installed copy. */
export function isRetryable(error: unknown): boolean {
  return RelanceError.is(error) && error.family === "store" && "retryable" in error && error.retryable === true;
}
