import { styleText } from "node:util";
import type { Ledger } from "@relance/spec";
import type { Screen } from "../host.ts";
import { reachOf } from "../ledger/reach.ts";
import { campaignLabel } from "../output/campaign-label.ts";
import { numberText } from "../output/number-text.ts";
import type { Region } from "../output/region.ts";
import { barCells, PARTS, reachText } from "./bar.ts";
import { createPace } from "./pace.ts";
import type { Progress } from "./progress.ts";

const REDRAW_MS = 100;
/** Campaigns drawn at once; the rest is counted. */
const MOST = 5;
const MAX_BAR = 60;

/** Bars that are drawn over themselves. */
export function terminalProgress(screen: Screen, region: Region): Progress {
  const isDue = createPace(REDRAW_MS, REDRAW_MS);
  let isCounting = false;
  const columns = () => screen.columns ?? 80;

  function barOf(ledger: Ledger): string {
    const cells = barCells(reachOf(ledger), Math.max(10, Math.min(MAX_BAR, columns() - 4)));
    return PARTS.map(({ sign, color }, place) =>
      styleText(color, sign.repeat(cells[place] ?? 0), { stream: screen }),
    ).join("");
  }

  function campaignLines(ledger: Ledger): string[] {
    const reach = reachOf(ledger);
    const head = `${campaignLabel(ledger)} · ${ledger.state} · ${numberText(reach.people)} people`;
    return [cut(head, columns()), `  ${barOf(ledger)}`, cut(`  ${reachText(reach)}`, columns())];
  }

  return {
    lines(doing, lines, of) {
      if (!isDue()) return;
      isCounting = true;
      const rest = of === undefined ? "" : ` of ${numberText(of)}`;
      region.draw([`${doing} ${numberText(lines)}${rest} lines`]);
    },
    campaigns(ledgers) {
      isCounting = false;
      const lines = ledgers.slice(0, MOST).flatMap(campaignLines);
      const rest = ledgers.length - MOST;
      region.draw(rest > 0 ? [...lines, `and ${numberText(rest)} more`] : lines);
    },
    done() {
      if (isCounting)
        region.clear(); // a count that is over says nothing; where a campaign stood does
      else region.keep();
      isCounting = false;
    },
  };
}

/** A line that wraps would be counted as one and drawn as two. */
function cut(line: string, columns: number): string {
  return line.length < columns ? line : `${line.slice(0, columns - 2)}…`;
}
