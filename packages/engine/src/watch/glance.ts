import type { VendorComparison } from "@relance/spec";
import { compareShares } from "@relance/watch";
import type { EngineContext } from "../base/context.ts";
import { peekLease } from "../base/leased-task.ts";
import { readMemory, type WatchMemory } from "./watch-memory.ts";

/** What the watch remembers of a campaign. */
export async function glanceAtWatch({ store }: EngineContext, campaign: number): Promise<WatchMemory> {
  return readMemory(await peekLease(store, `watch:${campaign}`));
}

/** Vendors beside each other, over the whole campaign. */
export function comparisonsIn({ compared }: WatchMemory): readonly VendorComparison[] {
  return Object.entries(compared?.sums ?? {}).map(([pair, sums]) => {
    const [first = "", second = ""] = pair.split(" ");
    return {
      first: { provider: first, ...sums.own },
      second: { provider: second, ...sums.other },
      difference: compareShares(sums),
    };
  });
}
