/** Returns the bounds of `600000-700000` or `600000+`; `undefined` for anything else. */
export function parseExpected(text: string): { readonly min: number; readonly max: number } | undefined {
  const [, least, most] = /^(\d{1,9})(?:\+|-(\d{1,9}))$/.exec(text) ?? [];
  if (least === undefined) return undefined;
  const [min, max] = [Number(least), most === undefined ? Number.POSITIVE_INFINITY : Number(most)];
  return min <= max ? { min, max } : undefined;
}
