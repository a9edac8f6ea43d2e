import type { Screen } from "../host.ts";
import { numberText } from "../output/number-text.ts";
import type { Region } from "../output/region.ts";
import { campaignLines } from "./campaign-lines.ts";
import { createPace } from "./pace.ts";
import type { Progress } from "./progress.ts";

const REDRAW_MS = 100;
/** Campaigns drawn at once; the rest is counted. */
const MOST = 5;

/** Bars that are drawn over themselves. */
export function terminalProgress(screen: Screen, region: Region): Progress {
  const isDue = createPace(REDRAW_MS, REDRAW_MS);
  let isCounting = false;

  return {
    lines(doing, lines, of) {
      if (!isDue()) return;
      isCounting = true;
      const rest = of === undefined ? "" : ` of ${numberText(of)}`;
      region.draw([`${doing} ${numberText(lines)}${rest} lines`]);
    },
    campaigns(ledgers) {
      isCounting = false;
      const lines = ledgers.slice(0, MOST).flatMap((ledger) => campaignLines(ledger, screen));
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
