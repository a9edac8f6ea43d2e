import type { Rehearsal } from "@relance/rehearsal";
import { type Column, columns } from "../report/charts/bars.ts";
import type { Markup } from "../report/markup.ts";
import { reportFormat } from "../report/report-format.ts";

/** So many columns are still told apart. */
const COLUMNS = 80;
const MINUTE_MS = 60_000;
const LENGTHS_MS = [5_000, 10_000, 15_000, 30_000, MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 10 * MINUTE_MS];
/** The last hundredth of a campaign's messages can take days. */
const NEARLY_ALL = 0.98;

const { number, duration } = reportFormat("en");

/** A scale that pictures of several runs share. */
export interface HoursScale {
  readonly lengthMs: number;
  readonly count: number;
  readonly most: number;
}

/** Which stretch of the first hours is worth a picture, so that runs can be compared. */
export function scaleOf(runs: readonly Rehearsal[]): HoursScale {
  const endMs = Math.max(MINUTE_MS, ...runs.map(endOf));
  const lengthMs = LENGTHS_MS.find((each) => endMs / each <= COLUMNS) ?? 10 * MINUTE_MS;
  const count = Math.min(COLUMNS, Math.ceil(endMs / lengthMs) + 1);
  const scale = { lengthMs, count, most: 0 };
  const heights = runs.flatMap((run) => columnsOf(run, scale).map(({ parts }) => sum(parts.map((one) => one.value))));
  return { ...scale, most: Math.max(...heights) };
}

/** Messages as they leave: over the faulty provider, lost over it, and over others. */
export function firstHours(run: Rehearsal, title: string, scale: HoursScale): Markup {
  const noticedMs = run.detection?.noticedAt && run.detection.noticedAt.getTime() - run.startAt.getTime();
  const at = (noticedMs ?? Number.POSITIVE_INFINITY) / scale.lengthMs;
  const acted = run.watch === "on" ? "noticed" : "said, and nobody acted";
  return columns({
    title,
    columns: columnsOf(run, scale),
    most: scale.most,
    number,
    ticks: ticksOf(scale),
    mark: at > scale.count ? undefined : { at, text: acted },
  });
}

/** The provider that lost messages, or took the most. */
function faultyOf({ providers }: Rehearsal): string {
  const [worst] = providers.toSorted((a, b) => b.lost - a.lost || b.taken - a.taken);
  return worst?.provider ?? "";
}

function columnsOf(run: Rehearsal, { lengthMs, count }: Pick<HoursScale, "lengthMs" | "count">): readonly Column[] {
  const faulty = faultyOf(run);
  const sums = Array.from({ length: count }, () => ({ arrived: 0, lost: 0, other: 0 }));
  for (const { provider, steps } of run.timeline) {
    for (const { fromMs, taken, lost } of steps) {
      const column = sums[Math.floor(fromMs / lengthMs)];
      if (column === undefined) continue;
      column.lost += lost;
      if (provider === faulty) column.arrived += taken - lost;
      else column.other += taken - lost;
    }
  }
  return sums.map(({ arrived, lost, other }) => ({
    parts: [
      { value: arrived, tone: "good" },
      { value: other, tone: "open" },
      { value: lost, tone: "bad" },
    ],
  }));
}

/** When nearly all of the first hours' messages had left. */
function endOf({ timeline }: Rehearsal): number {
  const steps = timeline
    .flatMap(({ steps: all, stepMs }) => all.map(({ fromMs, taken }) => ({ endMs: fromMs + stepMs, taken })))
    .sort((a, b) => a.endMs - b.endMs);
  let left = NEARLY_ALL * sum(steps.map(({ taken }) => taken));
  for (const { endMs, taken } of steps) {
    left -= taken;
    if (left <= 0) return endMs;
  }
  return 0;
}

function ticksOf({ lengthMs, count }: HoursScale) {
  const every = Math.max(1, Math.ceil(count / 6));
  return Array.from({ length: Math.ceil(count / every) }, (_, tick) => {
    const at = tick * every;
    return { at, text: at === 0 ? "start" : duration(at * lengthMs) };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
