import { Temporal } from "temporal-polyfill";

const LOCAL = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?$/;
const EXACT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;

/** True for an instant whose zone is not said: it is read in the campaign's time zone. */
export function isLocalInstant(text: string): boolean {
  return LOCAL.test(text);
}

/**
 * Milliseconds since 1970 of `2013-08-15T23:59` in a zone, or of an instant with its own offset.
 *
 * Where clocks change, a local time can come twice or never; the *earlier* instant is taken, because a deadline
 * must never be later than the person reads it.
 */
export function parseInstant(text: string, timezone: string): number | undefined {
  try {
    if (EXACT.test(text)) return Temporal.Instant.from(text).epochMilliseconds;
    if (LOCAL.test(text)) return resolve(text, timezone, "earlier");
  } catch {
    return undefined; // such as 2013-02-30
  }
  return undefined;
}

/** Whether a local time comes twice or never in its zone, because clocks change that night. */
export function isDoubtfulInstant(text: string, timezone: string): boolean {
  return LOCAL.test(text) && resolve(text, timezone, "earlier") !== resolve(text, timezone, "later");
}

function resolve(text: string, timezone: string, disambiguation: "earlier" | "later"): number {
  const local = Temporal.PlainDateTime.from(text, { overflow: "reject" });
  return local.toZonedDateTime(timezone, { disambiguation }).epochMilliseconds;
}
