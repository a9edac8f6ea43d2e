import { computeReach } from "@relance/report";
import type { Ledger } from "@relance/spec";
import type { Screen } from "../host.ts";
import type { Output } from "../output/output.ts";
import type { Region } from "../output/region.ts";
import { campaignLabel, numberText } from "../output/wording.ts";
import type { Session } from "../session.ts";
import { campaignLines, reachText } from "./bar.ts";
import { createNews, createPace, createTimeLeft } from "./time-left.ts";

const SILENT: Progress = { work: () => {}, campaigns: () => {}, done: () => {} };

export function createProgress({ flags, host, output }: Session): Progress {
  if (flags.quiet === true) return SILENT;
  return output.isTerminal ? terminalProgress(host.stdout, output.region) : lineProgress(output);
}

export function terminalOnly(session: Session): Progress {
  return session.output.isTerminal ? createProgress(session) : SILENT;
}

const EVERY_MS = 5_000;

export function lineProgress(output: Output): Progress {
  const isLineDue = createPace(EVERY_MS, EVERY_MS);
  const isNews = createNews(EVERY_MS);

  function tell(ledger: Ledger): void {
    const { campaign, name, occurrence, state } = ledger;
    const facts = { event: "campaign.progress", campaign: name, occurrence, state, ...computeReach(ledger) };
    if (!isNews(campaign, facts, state === "closed" || state === "cancelled")) return;
    const text = `${campaignLabel(ledger)} · ${state} · ${reachText(computeReach(ledger))}`;
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
const MOST = 5;

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
        region.clear(); // the bar of a finished count disappears, but the final bar of a campaign stays visible
      else region.keep();
      isCounting = false;
    },
  };
}

export interface Work {
  readonly doing: string;
  readonly unit: string;
}

interface Size {
  readonly of?: number | undefined;
  readonly share?: number | undefined;
}

export const READING: Work = { doing: "reading", unit: "rows" };
export const ENROLLING: Work = { doing: "enrolling", unit: "rows" };

export interface Progress {
  work(work: Work, amount: number, size?: Size): void;
  campaigns(ledgers: readonly Ledger[]): void;
  done(): void;
}
