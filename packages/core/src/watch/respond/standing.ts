import type { EngineContext } from "../../context.ts";
import type { ProviderWatch, WatchMemory, WatchState } from "../watch-memory.ts";
import type { Standing } from "./steer-provider.ts";

/** How providers stand at one version of the lanes. */
export interface SeenStanding extends Standing {
  readonly version: number;
}

const NOBODY: SeenStanding = { shunned: new Set(), slow: new Set(), version: 0 };

/** How providers stand for those who wait for one that is paused. Lanes are read only where something is done to them. */
export async function standingIn(
  { store }: EngineContext,
  campaign: number,
  { providers }: WatchMemory,
  after: ProviderWatch,
  isSteered: boolean,
): Promise<SeenStanding> {
  if (after.state !== "paused" && !isSteered) return NOBODY;
  const inState = (...states: readonly WatchState[]) =>
    Object.keys(providers).filter((provider) => states.includes(providers[provider]?.state ?? "open"));
  const all = (await store.lanes(campaign)).lanes;
  const version = Math.max(0, ...all.map((lane) => lane.version));
  if (after.state !== "paused") return { ...NOBODY, version };
  const lanes = all.filter(({ slice }) => slice === undefined);
  const held = lanes.filter(({ holds }) => holds.some(({ source }) => source === "operator"));
  // whoever holds everybody has nothing against one provider
  const stopped = held.length === lanes.length ? [] : held.map(({ planned }) => planned);
  return {
    shunned: new Set([...inState("paused"), ...stopped]),
    slow: new Set(inState("throttled", "probing")),
    version,
  };
}
