import { scaleLinear } from "d3-scale";
import { type Markup, markup } from "../markup.ts";
import { picture, px, WIDTH } from "./chart.ts";

/** One column: its parts from the bottom up. */
export interface Column {
  readonly parts: readonly { readonly value: number; readonly tone: "good" | "open" | "bad" }[];
}

interface ColumnsInput {
  readonly title: string;
  readonly columns: readonly Column[];
  /** Height of the scale, so that pictures can be compared. @default the highest column */
  readonly most?: number | undefined;
  /** Written under the column at this place. */
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
  readonly number: (value: number) => string;
  /** A moment between columns, with its name. */
  readonly mark?: { readonly at: number; readonly text: string } | undefined;
}

const HEIGHT = 170;
const LEFT = 48;
const RIGHT = 6;
const TOP = 24;
const BOTTOM = 24;

/** Stacked columns over time. */
export function columns(input: ColumnsInput): Markup {
  const { title, ticks, mark, number } = input;
  const total = ({ parts }: Column) => parts.reduce((sum, { value }) => sum + value, 0);
  const most = Math.max(1, input.most ?? 0, ...input.columns.map(total));
  const y = scaleLinear([0, most], [HEIGHT - BOTTOM, TOP]).nice(3);
  const width = (WIDTH - LEFT - RIGHT) / Math.max(1, input.columns.length);
  const x = (place: number) => LEFT + place * width;
  const rows = y
    .ticks(3)
    .filter(Number.isInteger)
    .map(
      (
        value,
      ) => markup`<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${px(y(value))}" y2="${px(y(value))}"/>
<text x="${LEFT - 6}" y="${px(y(value) + 4)}" text-anchor="end">${number(value)}</text>`,
    );
  const shapes = input.columns.flatMap(({ parts }, place) => {
    let below = 0;
    return parts.flatMap(({ value, tone }) => {
      if (value === 0) return [];
      const [low, high] = [y(below), y(below + value)];
      below += value;
      const left = px(x(place) + width * 0.08);
      return markup`<rect class="${tone}" x="${left}" y="${px(high)}" width="${px(width * 0.84)}" height="${px(low - high)}"/>`;
    });
  });
  return picture(HEIGHT, title, [
    ...rows,
    ...shapes,
    markup`<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${HEIGHT - BOTTOM}" y2="${HEIGHT - BOTTOM}"/>`,
    ...ticks.map(
      ({ at, text }) =>
        markup`<text x="${px(x(at))}" y="${HEIGHT - 7}" text-anchor="${at === 0 ? "start" : "middle"}">${text}</text>`,
    ),
    ...(mark === undefined ? [] : [markOf(x(mark.at), mark.text)]),
  ]);
}

function markOf(x: number, text: string): Markup {
  const isLeft = x > WIDTH / 2;
  return markup`<line class="mark" x1="${px(x)}" x2="${px(x)}" y1="${TOP - 16}" y2="${HEIGHT - BOTTOM}"/>
<text x="${px(x + (isLeft ? -6 : 6))}" y="${TOP - 8}" text-anchor="${isLeft ? "end" : "start"}">${text}</text>`;
}

interface Bar {
  readonly name: string;
  readonly value: number;
  /** What is written behind the bar. */
  readonly text: string;
  readonly tone: "good" | "open" | "bad";
}

/**
 * Horizontal bars from a common start, each with its name and its number. They are text and boxes, not a picture: a
 * phone shows them in the size of everything else, and who hears the page hears the numbers.
 */
export function bars(rows: readonly Bar[], most?: number): Markup {
  const largest = Math.max(1, most ?? 0, ...rows.map(({ value }) => value));
  return markup`<dl class="bars">${rows.map(({ name, value, text, tone }) => {
    const share = value / largest;
    return markup`<div><dt>${name}</dt><dd>${
      value === 0 ? undefined : markup`<i class="${tone}" style="--share:${share.toFixed(4)}"></i>`
    }${text}</dd></div>
`;
  })}</dl>`;
}

export interface BarPart {
  readonly count: number;
  readonly tone: "good" | "late" | "open" | "bad";
}

const STACKED_HEIGHT = 34;
/** One recipient who was not reached has to be seen among 650,000. */
const LEAST_WIDTH = 3;

/** One bar that is filled by its parts; what is not empty is never invisible. */
export function stackedBar(title: string, parts: readonly BarPart[]): Markup {
  const shown = parts.filter(({ count }) => count > 0);
  const total = shown.reduce((sum, { count }) => sum + count, 0);
  const spare = WIDTH - LEAST_WIDTH * shown.length;
  let x = 0;
  const shapes = shown.map(({ count, tone }) => {
    const width = LEAST_WIDTH + (spare * count) / total;
    const left = x;
    x += width;
    return markup`<rect class="${tone}" x="${px(left)}" y="0" width="${px(width)}" height="${STACKED_HEIGHT}"/>`;
  });
  return markup`<svg class="whole" viewBox="0 0 ${WIDTH} ${STACKED_HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}">${shapes}</svg>`;
}
