import type { Markup } from "../markup.ts";
import { markup } from "../markup.ts";
import { px, WIDTH } from "./chart.ts";

export interface BarPart {
  readonly count: number;
  readonly tone: "good" | "late" | "open" | "bad";
}

const HEIGHT = 34;
/** One person who was not reached has to be seen among 650,000. */
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
    return markup`<rect class="${tone}" x="${px(left)}" y="0" width="${px(width)}" height="${HEIGHT}"/>`;
  });
  return markup`<svg class="whole" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="none" role="img" aria-label="${title}">${shapes}</svg>`;
}
