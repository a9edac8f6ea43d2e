import type { Audience } from "./definition.ts";

/** Returns the bounds of `600000-700000` or `600000+`; `undefined` for anything else. */
export function parseExpected(text: string): { readonly min: number; readonly max: number } | undefined {
  const [, least, most] = /^(\d{1,9})(?:\+|-(\d{1,9}))$/.exec(text) ?? [];
  if (least === undefined) return undefined;
  const [min, max] = [Number(least), most === undefined ? Number.POSITIVE_INFINITY : Number(most)];
  return min <= max ? { min, max } : undefined;
}

/** Returns how the number differs from `audience.expect`. By default, a closed audience has at least one recipient. */
export function unexpectedCount({ mode, expect }: Audience = {}, recipients: number): string | undefined {
  const wanted = expect ?? (mode === "open" ? "0+" : "1+");
  const { min = 0, max = 0 } = parseExpected(wanted) ?? {};
  if (recipients >= min && recipients <= max) return undefined;
  return `recipients: ${recipients.toLocaleString("en")}, expected ${wanted}`;
}
