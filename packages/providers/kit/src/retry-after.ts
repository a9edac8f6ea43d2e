/** The longest wait that is accepted from a header, in milliseconds: one day. */
const LONGEST_MS = 86_400_000;

/** Returns a `Retry-After` header in milliseconds, at most one day; `undefined` if it is invalid. */
export function retryAfterMs(value: string | readonly string[] | undefined, now: number): number | undefined {
  const text = (typeof value === "string" ? value : value?.[0])?.trim();
  if (text === undefined || text === "") return undefined;
  const ms = /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : httpDate(text) - now;
  return Number.isNaN(ms) ? undefined : Math.round(Math.min(Math.max(ms, 0), LONGEST_MS));
}

/** Parses an HTTP date. `Date.parse` alone would accept "-5" as a year. */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? /.test(text) ? Date.parse(text) : Number.NaN;
}
