const SIGNS = "▁▂▃▄▅▆▇█";
const NOTHING = "·";

/** One sign for each value from 0 to 1; a dot where there is nothing to tell. */
export function sparkline(values: readonly (number | undefined)[]): string {
  return values
    .map((value) => {
      if (value === undefined) return NOTHING;
      const place = Math.round(Math.min(1, Math.max(0, value)) * (SIGNS.length - 1));
      return SIGNS[place] ?? NOTHING;
    })
    .join("");
}
