import type { GateChange } from "@relance/spec";
import type { EngineContext } from "../../context.ts";
import type { SeenStanding } from "./standing.ts";

/** Whoever steers between a look and an order is an operator, and none of them does so all the time. */
const LOOKS = 3;

/**
 * Steers by what was seen: where somebody else steered these lanes since, looks and decides again. `undefined` = nothing was
 * done, because others steered each time.
 */
export async function steerAsSeen(
  { store }: EngineContext,
  first: SeenStanding,
  {
    look,
    decide,
  }: {
    readonly look: () => Promise<SeenStanding>;
    readonly decide: (standing: SeenStanding) => readonly GateChange[];
  },
): Promise<readonly GateChange[] | undefined> {
  let standing = first;
  for (let looked = 1; ; looked++) {
    const changes = decide(standing);
    const { version } = standing;
    const { stale } = await store.control(changes.map((change) => ({ ...change, version })));
    if (stale.length === 0) return changes;
    if (looked === LOOKS) return undefined;
    standing = await look();
  }
}
