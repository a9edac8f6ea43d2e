import type { Audience } from "./definition.ts";

/** Returns the bounds in `600000-700000` or `600000+`; `undefined` for other text. */
export function parseExpected(text: string): { readonly min: number; readonly max: number } | undefined {
  const [, least, most] = /^(\d{1,9})(?:\+|-(\d{1,9}))$/.exec(text) ?? [];
  if (least === undefined) return undefined;
  const [min, max] = [Number(least), most === undefined ? Number.POSITIVE_INFINITY : Number(most)];
  return min <= max ? { min, max } : undefined;
}

/** Returns how a number differs from `audience.expect`. Without `expect`, a closed audience needs a recipient. */
export function unexpectedCount({ mode, expect }: Audience = {}, recipients: number): string | undefined {
  const wanted = expect ?? (mode === "open" ? "0+" : "1+");
  const { min = 0, max = 0 } = parseExpected(wanted) ?? {};
  if (recipients >= min && recipients <= max) return undefined;
  return `recipients: ${recipients.toLocaleString("en")}, expected ${wanted}`;
}
