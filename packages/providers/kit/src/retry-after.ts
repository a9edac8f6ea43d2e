/** Longest wait that a header can impose, in milliseconds: one day. */
const LONGEST_MS = 86_400_000;

/**
 * Parses a `Retry-After` header: seconds, or an HTTP date, at most one day; a past date gives 0. Any other text, and an
 * absent header, gives `undefined`, so the retry policy decides.
 * @param now Milliseconds since 1970, for dates.
 */
export function retryAfterMs(value: string | readonly string[] | undefined, now: number): number | undefined {
  const text = (typeof value === "string" ? value : value?.[0])?.trim();
  if (text === undefined || text === "") return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDate(text) - now;
  return Number.isNaN(ms) ? undefined : Math.round(Math.min(Math.max(ms, 0), LONGEST_MS));
}

/** `Date.parse` alone would parse "-5" and other invalid text as a year. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
}
