const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `90s`, `15m`, `48h`, `3d`, or milliseconds. */
export function milliseconds(duration: string | number): number {
  if (typeof duration === "number") return atLeastNow(duration);
  const parts = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/.exec(duration.trim());
  const unit = UNITS[parts?.[2] ?? ""];
  if (parts === null || unit === undefined) throw new RangeError("write a duration such as 90s, 15m, 48h or 3d");
  return Number(parts[1]) * unit;
}

function atLeastNow(ms: number): number {
  if (ms >= 0 && Number.isFinite(ms)) return ms;
  throw new RangeError("time goes forward: write 0 or more milliseconds");
}
