import { styleText } from "node:util";
import { reachOf } from "@relance/report";
import type { Ledger } from "@relance/spec";
import type { Screen } from "../host.ts";
import { cutLine } from "../output/columns.ts";
import { campaignLabel, counted } from "../output/wording.ts";
import { barCells, PARTS, reachText } from "./bar.ts";

const MAX_BAR = 60;

/** A campaign on a terminal: its name, its bar, and the bar's numbers. */
export function campaignLines(ledger: Ledger, screen: Screen): string[] {
  const { columns = 80 } = screen;
  const reach = reachOf(ledger);
  const head = `${campaignLabel(ledger)} · ${ledger.state} · ${counted(reach.people, "person", "people")}`;
  const cells = barCells(reach, Math.max(10, Math.min(MAX_BAR, columns - 4)));
  const bar = PARTS.map(({ sign, color }, place) =>
    styleText(color, sign.repeat(cells[place] ?? 0), { stream: screen }),
  ).join("");
  return [cutLine(head, columns), `  ${bar}`, cutLine(`  ${reachText(reach)}`, columns)];
}
