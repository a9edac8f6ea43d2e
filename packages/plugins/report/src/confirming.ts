import { toDate } from "@relance/spec";
import type { Story } from "./collect-events.ts";
import type { ReportConfirming } from "./report.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const EDGES = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
  2 * DAY_MS,
  3 * DAY_MS,
  7 * DAY_MS,
];
const MOST_POINTS = 200;

export function confirming({ people, minutes }: Pick<Story, "people" | "minutes">): ReportConfirming {
  const waits: number[] = [];
  let beforeAnyMessage = 0;
  for (let person = 0; person < people.size; person++) {
    const confirmedAt = people.confirmedAt[person] ?? 0;
    if (confirmedAt === 0) continue;
    if (people.confirmedStep[person] === 0) beforeAnyMessage += 1;
    else waits.push(Math.max(0, confirmedAt - (people.firstSentAt[person] ?? 0)));
  }
  const sorted = Float64Array.from(waits).sort();
  const quantile = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return {
    beforeAnyMessage,
    histogram: buildHistogram(sorted),
    medianMs: quantile(0.5),
    p90Ms: quantile(0.9),
    overTime: overTime(minutes),
  };
}

function buildHistogram(sorted: Float64Array): ReportConfirming["histogram"] {
  const counts = new Array<number>(EDGES.length + 1).fill(0);
  for (const wait of sorted) {
    const bin = EDGES.findIndex((edge) => wait < edge);
    const place = bin < 0 ? EDGES.length : bin;
    counts[place] = (counts[place] ?? 0) + 1;
  }
  const last = counts.findLastIndex((count) => count > 0);
  return counts
    .slice(0, last + 1)
    .map((people, place) => ({
      fromMs: place === 0 ? 0 : (EDGES[place - 1] ?? 0),
      toMs: EDGES[place] ?? Number.MAX_SAFE_INTEGER,
      people,
    }));
}

/** Converts counts per minute to running totals: at most 200 points, including the last minute. */
export function overTime(minutes: Story["minutes"]): ReportConfirming["overTime"] {
  const order = [...minutes].sort(([a], [b]) => a - b);
  const sum = { confirmed: 0, sent: 0 };
  const points = order.map(([minute, { confirmed, sent }]) => {
    sum.confirmed += confirmed;
    sum.sent += sent;
    return { at: toDate(minute + MINUTE_MS), ...sum };
  });
  const every = Math.ceil(points.length / MOST_POINTS);
  return points.filter((_, place) => place % every === 0 || place === points.length - 1);
}
