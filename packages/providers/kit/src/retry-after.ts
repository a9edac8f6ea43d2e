/** Longest wait that a header can impose, in milliseconds: one day. */
const LONGEST_MS = 86_400_000;

/** Returns the milliseconds of a `Retry-After` header, at most one day; `undefined` for an invalid header. */
export function retryAfterMs(value: string | readonly string[] | undefined, now: number): number | undefined {
  const text = (typeof value === "string" ? value : value?.[0])?.trim();
  if (text === undefined || text === "") return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDate(text) - now;
  return Number.isNaN(ms) ? undefined : Math.round(Math.min(Math.max(ms, 0), LONGEST_MS));
}

/** Parses an HTTP date. `Date.parse` alone would also parse "-5", as a year. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
}
