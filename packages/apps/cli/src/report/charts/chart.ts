import { type Markup, markup } from "../markup.ts";

/** The drawing space of a chart, in its own units: a phone shows it at two thirds, and the style makes its text larger there. */
export const WIDTH = 480;

/** Wraps shapes as a picture with a name, for those who hear the page. */
export function picture(height: number, title: string, shapes: readonly Markup[]): Markup {
  return markup`<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="${title}">${shapes}</svg>`;
}

/** A number as SVG takes it: no more digits than anybody sees. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
