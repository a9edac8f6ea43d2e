import type { Kept } from "@relance/spec";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** How long what is kept of people is kept, class by class; `undefined` = everything for ever. */
export function keptText(kept: Kept): string | undefined {
  const told = (["contacts", "bodies", "raw"] as const).flatMap((name) => {
    const ms = kept[name];
    return ms === undefined ? [] : [`${name} ${lengthText(ms)}`];
  });
  return told.length === 0 ? undefined : told.join(", ");
}

function lengthText(ms: number): string {
  if (ms % DAY_MS === 0) return `${ms / DAY_MS}d`;
  return ms % HOUR_MS === 0 ? `${ms / HOUR_MS}h` : `${Math.round(ms / 60_000)}m`;
}
