import { type Markup, markup } from "../markup.ts";

export interface Bar {
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
