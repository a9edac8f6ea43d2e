import { styleText } from "node:util";
import { computeReach, type Reach } from "@relance/report";
import type { Ledger } from "@relance/spec";
import type { Screen } from "../host.ts";
import { cutLine } from "../output/columns.ts";
import { campaignLabel, counted, numberText } from "../output/wording.ts";

const PARTS = [
  { name: "confirmed", sign: "█", color: "green" },
  { name: "inFlight", sign: "▓", color: "cyan" },
  { name: "waiting", sign: "░", color: "gray" },
  { name: "unreached", sign: "▚", color: "red" },
] as const;
type PartName = (typeof PARTS)[number]["name"];

/** Each non-empty part gets at least one cell, so that even one unreached recipient is visible. */
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

/** Returns text such as `1,204 confirmed · 64 in flight · 620 waiting · 112 unreached`. */
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

const MAX_BAR = 60;

export function campaignLines(ledger: Ledger, screen: Screen): string[] {
  const { columns = 80 } = screen;
  const reach = computeReach(ledger);
  const head = `${campaignLabel(ledger)} · ${ledger.state} · ${counted(reach.people, "recipient")}`;
  const cells = barCells(reach, Math.max(10, Math.min(MAX_BAR, columns - 4)));
  const bar = PARTS.map(({ sign, color }, place) =>
    styleText(color, sign.repeat(cells[place] ?? 0), { stream: screen }),
  ).join("");
  return [cutLine(head, columns), `  ${bar}`, cutLine(`  ${reachText(reach)}`, columns)];
}
