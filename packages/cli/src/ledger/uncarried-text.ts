import type { UncarriedWork } from "@relance/spec";
import { onOneLine } from "../output/printable.ts";

/** A worker that starts or restarts gets this long before its work is called nobody's. */
const PATIENCE_MS = 60_000;

/** Work of a campaign that has waited for a worker which does not live. */
export function uncarriedOf(all: readonly UncarriedWork[], campaign: number, now: number): readonly UncarriedWork[] {
  return all.filter((one) => one.campaign === campaign && one.dueAt.getTime() < now - PATIENCE_MS);
}

/** One line per step and provider, below the ledger; each begins with a line break. */
export function uncarriedText(uncarried: readonly UncarriedWork[]): string {
  return uncarried
    .map(({ step, provider, dueAt }) => {
      const since = dueAt.toISOString();
      return `\n  nobody     step ${step} ${onOneLine(provider)}: no live worker has it, people wait since ${since}`;
    })
    .join("");
}
