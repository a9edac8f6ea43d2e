import { scaleLinear, scaleUtc } from "d3-scale";
import { area, line } from "d3-shape";
import { type Markup, markup } from "../markup.ts";
import type { ReportFormat } from "../report-format.ts";
import { picture, px, WIDTH } from "./chart.ts";

/** One line, its points in the order of time. */
export interface Curve {
  readonly tone: "good" | "open" | "bad" | "soft";
  readonly points: readonly { readonly at: Date; readonly value: number }[];
}

export interface CurvesInput {
  readonly title: string;
  readonly curves: readonly Curve[];
  /** Between the least and the most that was to be expected. */
  readonly band?: readonly { readonly at: Date; readonly low: number; readonly high: number }[] | undefined;
  /** Moments to mark by a line from top to bottom. */
  readonly marks?: readonly Date[] | undefined;
}

const HEIGHT = 210;
const LEFT = 68;
const RIGHT = 14;
const TOP = 10;
const BOTTOM = 26;
/** Room of a label of the time axis. */
const TICK_WIDTH = 80;

/** Lines over time, with a band behind them. */
export function curves(input: CurvesInput, format: ReportFormat): Markup {
  const { title, band = [], marks = [] } = input;
  const points = input.curves.flatMap((curve) => curve.points);
  const instants = [...points, ...band].map(({ at }) => at.getTime());
  const [from, to] = [Math.min(...instants), Math.max(...instants)];
  const most = Math.max(1, ...points.map(({ value }) => value), ...band.map(({ high }) => high));
  const x = scaleUtc([from, Math.max(to, from + 1_000)], [LEFT, WIDTH - RIGHT]);
  const y = scaleLinear([0, most], [HEIGHT - BOTTOM, TOP]).nice(4);
  const lineOf = line<{ at: Date; value: number }>(
    ({ at }) => x(at),
    ({ value }) => y(value),
  ).digits(1);
  const bandOf = area<{ at: Date; low: number; high: number }>()
    .x(({ at }) => x(at))
    .y0(({ low }) => y(low))
    .y1(({ high }) => y(high))
    .digits(1);
  const wholes = y.ticks(4).filter(Number.isInteger); // half a message is never taken
  const rows = wholes.map((value) => {
    const height = px(y(value));
    return markup`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${height}" y2="${height}"/>
<text x="${LEFT - 6}" y="${px(y(value) + 4)}" text-anchor="end">${format.number(value)}</text>`;
  });
  const ticks = apart(x.ticks(Math.floor((WIDTH - LEFT - RIGHT) / TICK_WIDTH)), x).map(
    (at) => markup`<text x="${px(x(at))}" y="${HEIGHT - 8}" text-anchor="middle">${format.tick(at, to - from)}</text>`,
  );
  return picture(HEIGHT, title, [
    ...rows,
    markup`<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>`,
    ...ticks,
    ...(band.length === 0 ? [] : [markup`<path class="band" d="${bandOf([...band]) ?? ""}"/>`]),
    ...marks
      .filter((at) => at.getTime() >= from && at.getTime() <= to)
      .map(
        (at) => markup`<line class="mark" x1="${px(x(at))}" x2="${px(x(at))}" y1="${TOP}" y2="${HEIGHT - BOTTOM}"/>`,
      ),
    ...input.curves.map(({ tone, points: own }) => markup`<path class="curve ${tone}" d="${lineOf([...own]) ?? ""}"/>`),
  ]);
}

/** Instants whose labels neither touch each other nor the edge. */
function apart(ticks: readonly Date[], x: (at: Date) => number): readonly Date[] {
  const [first, second] = ticks;
  if (first === undefined || second === undefined) return ticks;
  const every = Math.ceil(TICK_WIDTH / Math.max(1, x(second) - x(first)));
  return ticks.filter((at, place) => place % every === 0 && x(at) < WIDTH - TICK_WIDTH / 3);
}

/** What a line or a band is. */
export function key(
  entries: readonly { readonly tone: Curve["tone"] | "band" | "mark"; readonly name: string }[],
): Markup {
  const sample = (tone: string) =>
    tone === "band"
      ? markup`<rect class="band" width="24" height="12"/>`
      : markup`<path class="${tone === "mark" ? "mark" : `curve ${tone}`}" d="M0 6H24"/>`;
  return markup`<ul class="key">${entries.map(
    ({ tone, name }) => markup`<li><svg viewBox="0 0 24 12" aria-hidden="true">${sample(tone)}</svg>${name}</li>`,
  )}</ul>`;
}
