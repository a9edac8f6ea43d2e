import type { IncidentRow } from "@relance/spec";
import type { Detection } from "../rehearsal.ts";

/** How soon the first fault was noticed; absent where nothing goes wrong. */
export function detectionOf(
  faultAt: number | undefined,
  enoughAt: number | undefined,
  incidents: readonly IncidentRow[],
): Detection | undefined {
  if (faultAt === undefined) return undefined;
  const noticedAt = incidents
    .map(({ startedAt }) => startedAt.getTime())
    .filter((at) => at >= faultAt)
    .reduce<number | undefined>((first, at) => (first === undefined ? at : Math.min(first, at)), undefined);
  return {
    faultAt: new Date(faultAt),
    enoughAt: enoughAt === undefined ? undefined : new Date(enoughAt),
    noticedAt: noticedAt === undefined ? undefined : new Date(noticedAt),
    noticedAfterMs: noticedAt === undefined ? undefined : noticedAt - faultAt,
    noticedAfterEnoughMs:
      noticedAt === undefined || enoughAt === undefined ? undefined : Math.max(0, noticedAt - enoughAt),
  };
}
