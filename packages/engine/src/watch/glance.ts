import type { VendorComparison } from "@relance/spec";
import { compareShares } from "@relance/watch";
import type { EngineContext } from "../base/context.ts";
import { readMemory, type WatchMemory } from "./watch-memory.ts";

/** A reader holds the lease so briefly, in milliseconds, that the watcher misses no look. */
const GLANCE_MS = 1;

/** What the watch remembers of a campaign. */
export async function glanceAtWatch({ store, runtime }: EngineContext, campaign: number): Promise<WatchMemory> {
  const name = `watch:${campaign}`;
  const { data } = await store.lease({ name, owner: `glance:${runtime.id()}`, leaseMs: GLANCE_MS });
  return readMemory(data);
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
