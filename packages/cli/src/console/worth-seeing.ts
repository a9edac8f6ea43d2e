import type { Ledger } from "@relance/spec";
import { isLive } from "../ledger/reach.ts";

/** Campaigns that are over and still shown: how it ended is what people come for. */
const MOST_OVER = 5;

/** What goes on, newest first, then what was over last. */
export function worthSeeing(ledgers: readonly Ledger[]): readonly Ledger[] {
  const newest = ledgers.toReversed();
  const over = newest.filter(({ state }) => state === "closed" || state === "cancelled");
  return [...newest.filter(isLive), ...over.slice(0, MOST_OVER)];
}
