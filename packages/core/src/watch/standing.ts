import type { EngineContext } from "../context.ts";
import type { Standing } from "./steer-provider.ts";
import type { ProviderWatch, WatchMemory, WatchState } from "./watch-memory.ts";

const NOBODY: Standing = { shunned: new Set(), slow: new Set() };

/** How providers stand for those who wait for one that is paused. Only a pause asks: lanes are not read otherwise. */
export async function standingIn(
  { store }: EngineContext,
  campaign: number,
  { providers }: WatchMemory,
  after: ProviderWatch,
): Promise<Standing> {
  if (after.state !== "paused") return NOBODY;
  const inState = (...states: readonly WatchState[]) =>
    Object.keys(providers).filter((provider) => states.includes(providers[provider]?.state ?? "open"));
  const { lanes } = await store.lanes(campaign);
  const held = lanes.filter(({ holds }) => holds.some(({ source }) => source === "operator"));
  // whoever holds everybody has nothing against one provider
  const stopped = held.length === lanes.length ? [] : held.map(({ planned }) => planned);
  return {
    shunned: new Set([...inState("paused"), ...stopped]),
    slow: new Set(inState("throttled", "probing")),
  };
}
