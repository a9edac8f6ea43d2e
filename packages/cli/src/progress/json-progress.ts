import { reachOf } from "@relance/core";
import type { Ledger } from "@relance/spec";
import type { Output } from "../output/output.ts";
import { createPace } from "./pace.ts";
import type { Progress } from "./progress.ts";

const EVERY_MS = 5_000;

/** One line per campaign when its numbers have changed, and not more than every five seconds while they do. */
export function jsonProgress(output: Output): Progress {
  const isLineDue = createPace(EVERY_MS, EVERY_MS);
  const told = new Map<number, { readonly line: string; readonly isDue: () => boolean }>();

  function tell(ledger: Ledger): void {
    const { campaign, name, occurrence, state } = ledger;
    const facts = { event: "campaign.progress", campaign: name, occurrence, state, ...reachOf(ledger) };
    const line = JSON.stringify(facts);
    const before = told.get(campaign);
    const isDue = before?.isDue ?? createPace(EVERY_MS);
    const isOver = state === "closed" || state === "cancelled";
    if (before?.line === line || !(isDue() || isOver)) return;
    told.set(campaign, { line, isDue });
    output.json({ at: new Date().toISOString(), ...facts });
  }

  return {
    lines(doing, lines, of) {
      if (isLineDue()) output.json({ event: `audience.${doing}`, lines, of });
    },
    campaigns: (ledgers) => ledgers.forEach(tell),
    done: () => {},
  };
}
