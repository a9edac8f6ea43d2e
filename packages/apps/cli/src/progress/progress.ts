import { reachOf } from "@relance/report";
import type { Ledger } from "@relance/spec";
import type { Screen } from "../host.ts";
import type { Output } from "../output/output.ts";
import type { Region } from "../output/region.ts";
import { campaignLabel, numberText } from "../output/wording.ts";
import type { Session } from "../session.ts";
import { campaignLines, reachText } from "./bar.ts";
import { createNews, createPace, createTimeLeft } from "./time-left.ts";

const SILENT: Progress = { work: () => {}, campaigns: () => {}, done: () => {} };

/** Shows bars on a terminal and lines elsewhere (JSON with `--json`); shows nothing with `--quiet`. */
export function createProgress({ flags, host, output }: Session): Progress {
  if (flags.quiet === true) return SILENT;
  return output.isTerminal ? terminalProgress(host.stdout, output.region) : lineProgress(output);
}

/** Progress for commands that print one JSON document, which is shown on a terminal only. */
export function terminalOnly(session: Session): Progress {
  return session.output.isTerminal ? createProgress(session) : SILENT;
}

const EVERY_MS = 5_000;

/** Prints one line per campaign whose numbers have changed, at most every five seconds. */
export function lineProgress(output: Output): Progress {
  const isLineDue = createPace(EVERY_MS, EVERY_MS);
  const isNews = createNews(EVERY_MS);

  function tell(ledger: Ledger): void {
    const { campaign, name, occurrence, state } = ledger;
    const facts = { event: "campaign.progress", campaign: name, occurrence, state, ...reachOf(ledger) };
    if (!isNews(campaign, facts, state === "closed" || state === "cancelled")) return;
    const text = `${campaignLabel(ledger)} · ${state} · ${reachText(reachOf(ledger))}`;
    output.result({ at: new Date().toISOString(), ...facts }, text);
  }

  return {
    work({ doing, unit }, amount, { of } = {}) {
      if (!isLineDue()) return;
      const text = `${doing} ${numberText(amount)} ${unit}`;
      output.result({ event: `audience.${doing}`, [unit]: amount, of }, text);
    },
    campaigns: (ledgers) => ledgers.forEach(tell),
    done: () => {},
  };
}

const REDRAW_MS = 100;
/** At most this many campaigns are drawn; further campaigns are only counted. */
const MOST = 5;

/** Progress bars that a terminal redraws in place. */
export function terminalProgress(screen: Screen, region: Region): Progress {
  const isDue = createPace(REDRAW_MS, REDRAW_MS);
  const timeLeft = createTimeLeft();
  let isCounting = false;

  return {
    work({ doing, unit }, amount, { of, share = of && amount / of } = {}) {
      const left = timeLeft(doing, share);
      if (!isDue()) return;
      isCounting = true;
      const rest = of === undefined ? "" : ` of ${numberText(of)}`;
      region.draw([`${doing} ${numberText(amount)}${rest} ${unit}${left}`]);
    },
    campaigns(ledgers) {
      isCounting = false;
      const lines = ledgers.slice(0, MOST).flatMap((ledger) => campaignLines(ledger, screen));
      const rest = ledgers.length - MOST;
      region.draw(rest > 0 ? [...lines, `and ${numberText(rest)} more`] : lines);
    },
    done() {
      if (isCounting)
        region.clear(); // a finished count shows nothing; a campaign's final bar stays
      else region.keep();
      isCounting = false;
    },
  };
}

/** Work that may take a long time. */
export interface Work {
  readonly doing: string;
  readonly unit: string;
}

interface Size {
  /** The total amount. */
  readonly of?: number | undefined;
  /** The finished share, 0 to 1. */
  readonly share?: number | undefined;
}

export const READING: Work = { doing: "reading", unit: "rows" };
export const ENROLLING: Work = { doing: "enrolling", unit: "rows" };

/** Shows the progress of work that takes long. */
export interface Progress {
  /** Reports how much is finished and, if known, the total or the share. The call is cheap enough for each item. */
  work(work: Work, amount: number, size?: Size): void;
  /** Shows the status of the campaigns. */
  campaigns(ledgers: readonly Ledger[]): void;
  /** Leaves the lines on the screen; the next call starts below them. */
  done(): void;
}
