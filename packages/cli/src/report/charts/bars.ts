import { scaleLinear } from "d3-scale";
import { type Markup, markup } from "../markup.ts";
import { picture, px, WIDTH } from "./chart.ts";

export interface Bar {
  readonly name: string;
  readonly value: number;
  /** What is written behind the bar. */
  readonly text: string;
  readonly tone: "good" | "open" | "bad";
}

const ROW = 26;
const BAR = 16;
const LABEL_WIDTH = 150;
const TEXT_WIDTH = 110;

/** Horizontal bars from a common start, each with its name and its number. */
export function bars(title: string, rows: readonly Bar[], most?: number): Markup {
  const largest = most ?? Math.max(1, ...rows.map(({ value }) => value));
  const length = scaleLinear([0, Math.max(1, largest)], [0, WIDTH - LABEL_WIDTH - TEXT_WIDTH]);
  const shapes = rows.map(({ name, value, text, tone }, place) => {
    const middle = place * ROW + ROW / 2;
    const width = value === 0 ? 0 : Math.max(1.5, length(value));
    return markup`<text x="${LABEL_WIDTH - 8}" y="${px(middle + 4)}" text-anchor="end">${name}</text>
<rect class="${tone}" x="${LABEL_WIDTH}" y="${px(middle - BAR / 2)}" width="${px(width)}" height="${BAR}" rx="2"/>
<text class="value" x="${px(LABEL_WIDTH + width + 6)}" y="${px(middle + 4)}">${text}</text>`;
  });
  return picture(ROW * rows.length, title, shapes);
}
