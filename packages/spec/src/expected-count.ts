import type { Audience } from "./definition.ts";

/** Returns the bounds of `600000-700000` or `600000+`; `undefined` for anything else. */
export function parseExpected(text: string): { readonly min: number; readonly max: number } | undefined {
  const [, least, most] = /^(\d{1,9})(?:\+|-(\d{1,9}))$/.exec(text) ?? [];
  if (least === undefined) return undefined;
  const [min, max] = [Number(least), most === undefined ? Number.POSITIVE_INFINITY : Number(most)];
  return min <= max ? { min, max } : undefined;
}

/**
 * Compares a number of recipients with `audience.expect` and returns the difference as text; `undefined` = it is
 * expected. Without the key a closed audience has at least one recipient, because an empty file is the wrong file.
 */
export function unexpectedCount({ mode, expect }: Audience = {}, recipients: number): string | undefined {
  const wanted = expect ?? (mode === "open" ? "0+" : "1+");
  const { min = 0, max = 0 } = parseExpected(wanted) ?? {};
  if (recipients >= min && recipients <= max) return undefined;
  return `recipients: ${recipients.toLocaleString("en")}, expected ${wanted}`;
}
