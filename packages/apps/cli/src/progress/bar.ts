import type { Reach } from "@relance/report";
import { numberText } from "../output/wording.ts";

/** The four parts of a bar: a character that is distinct without colours, and a colour. */
export const PARTS = [
  { name: "confirmed", sign: "█", color: "green" },
  { name: "inFlight", sign: "▓", color: "cyan" },
  { name: "waiting", sign: "░", color: "gray" },
  { name: "unreached", sign: "▚", color: "red" },
] as const;
export type PartName = (typeof PARTS)[number]["name"];

/**
 * Cells of each part out of `width`. They always fill the bar, and a part with any recipient gets at least one cell, so
 * that one unreached recipient among 650,000 is visible.
 */
export function barCells(reach: Readonly<Record<PartName, number>>, width: number): readonly number[] {
  const counts = PARTS.map(({ name }) => reach[name]);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return PARTS.map(() => 0);
  const cells = counts.map((count) => (count === 0 ? 0 : Math.max(1, Math.floor((count / total) * width))));
  for (let spare = width - cells.reduce((sum, cell) => sum + cell, 0); spare !== 0; spare -= Math.sign(spare)) {
    const widest = cells.indexOf(Math.max(...cells));
    cells[widest] = (cells[widest] ?? 0) + Math.sign(spare);
  }
  return cells;
}

/** `1,204 confirmed · 64 in flight · 620 waiting · 112 unreached`. */
export function reachText(reach: Reach): string {
  const { confirmed, inFlight, waiting, unreached, calledOff } = reach;
  return [
    `${numberText(confirmed)} confirmed`,
    `${numberText(inFlight)} in flight`,
    `${numberText(waiting)} waiting`,
    `${numberText(unreached)} unreached`,
    ...(calledOff > 0 ? [`${numberText(calledOff)} cancelled`] : []),
  ].join(" · ");
}
