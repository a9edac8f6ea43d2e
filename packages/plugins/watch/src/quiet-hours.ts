import type { FlowBins, Silence } from "./flows.ts";
import type { LatencyModel } from "./latency-model.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const LEAST_MS = 15 * MINUTE_MS;
const RIPE_MS = 15 * MINUTE_MS;
/** An hour of the day is quiet if the flow was silent in that hour on this many recent days. */
const LEAST_DAYS = 3;
const REMEMBERED_DAYS = 14;
const MOST_REMEMBERED = 32;
const EARLY_OR_LATE_MS = 5 * MINUTE_MS;

export function learnQuietHours(model: LatencyModel, { silences = [], seconds }: FlowBins, now: number): LatencyModel {
  const { quiet = [], share } = model;
  const fresh = silences.filter(({ from, to }) => {
    if (to - from < LEAST_MS || to > now - RIPE_MS || quiet.some((known) => known.from === from)) return false;
    const withheld = seconds.filter(({ at }) => at >= from && at < to);
    const accepted = withheld.reduce((sum, second) => sum + second.accepted, 0);
    const receipts = withheld.flatMap(({ received }) => received).reduce((sum, count) => sum + count, 0);
    return accepted > 0 && receipts >= (accepted * share) / 2;
  });
  if (fresh.length === 0) return model;
  const all = [...quiet, ...fresh].filter(({ to }) => to >= now - REMEMBERED_DAYS * DAY_MS);
  return { ...model, quiet: all.slice(-MOST_REMEMBERED) };
}

/** Returns whether the flow was silent at this time of day (UTC) on three or more of the last fourteen days. */
export function isQuietHour({ quiet = [] }: LatencyModel, since: number, now: number): boolean {
  let days = 0;
  for (let back = DAY_MS; back <= REMEMBERED_DAYS * DAY_MS; back += DAY_MS) {
    const isOne = ({ from, to }: Silence) =>
      from - EARLY_OR_LATE_MS <= since - back && now - back <= to + EARLY_OR_LATE_MS;
    if (quiet.some(isOne)) days += 1;
  }
  return days >= LEAST_DAYS;
}
