import { AttemptIds } from "../attempt-ids.ts";
import { Versions } from "../campaigns/versions.ts";
import { ClockBeats } from "../clock-jump.ts";
import { ClosedWalks } from "../lanes/closed-walks.ts";
import { FairShares } from "../lanes/fair-shares.ts";
import { SliceWalks } from "../lanes/slice-walks.ts";
import { Floors } from "../sending/floors.ts";
import { NO_PROCESSES, type Processes } from "../workers/processes.ts";
import type { StoreContext } from "./context.ts";
import { Ids } from "./ids.ts";
import { steadyNow } from "./steady-now.ts";
import { Words } from "./words.ts";

/** What a process knows of a store that it has just opened: nothing yet. */
export function newContext(
  about: Pick<StoreContext, "driver" | "settings" | "clock" | "incarnation" | "place"> & {
    readonly processes?: Processes | undefined;
  },
): StoreContext {
  return {
    ...about,
    attemptIds: new AttemptIds(about.incarnation),
    processes: about.processes ?? NO_PROCESSES,
    words: new Words(),
    versions: new Versions(),
    ids: new Ids(about.driver.blocks),
    floors: new Floors(() => steadyNow(about.clock)),
    parts: new Map(),
    shares: new FairShares(),
    walks: new SliceWalks(),
    closedWalks: new ClosedWalks(),
    beats: new ClockBeats(),
    recounts: { againAt: 0 },
  };
}

/** A transaction was rolled back whose numbers are given out again: what was learnt in it is not so. */
export function forgetTakenBack({ words, versions, ids, parts }: StoreContext): void {
  for (const memory of [words, versions, ids]) memory.forget();
  parts.clear();
}
