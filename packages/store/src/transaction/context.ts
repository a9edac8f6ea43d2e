import type { AttemptIds } from "../attempt-ids.ts";
import type { Versions } from "../campaigns/versions.ts";
import type { ClockBeats } from "../clock-jump.ts";
import type { ClosedWalks } from "../lanes/closed-walks.ts";
import type { FairShares } from "../lanes/fair-shares.ts";
import type { SliceWalks } from "../lanes/slice-walks.ts";
import type { Floors } from "../sending/floors.ts";
import type { Processes } from "../workers/processes.ts";
import type { StoreClock } from "./clocks.ts";
import type { Driver } from "./driver.ts";
import type { Ids } from "./ids.ts";
import type { Words } from "./words.ts";

/** How this store works. */
export interface Settings {
  /** Name of the schema, as the user wrote it. */
  readonly schema: string;
  /** Longest batch of people that one transaction of a slice holds. */
  readonly batch: number;
  /** Claims leave out rows that others hold. Off, they wait: slower, and just as right. */
  readonly skipsLocked: boolean;
  /** Only the oldest live worker sends; the others stand by. */
  readonly isSingleWorker: boolean;
  /** A jump of the clock stops escalation until it was calm for five minutes. */
  readonly watchesClock: boolean;
}

/** An open store, as this process knows it: nothing here is more than a memory of what is committed. */
export interface StoreContext {
  readonly driver: Driver;
  readonly settings: Settings;
  readonly clock: StoreClock | undefined;
  /** Which other processes live on this machine. */
  readonly processes: Processes;
  readonly words: Words;
  readonly versions: Versions;
  readonly ids: Ids;
  /** Where claims last stood in each lane. */
  readonly floors: Floors;
  /** How this process has shared each provider among campaigns. */
  readonly shares: FairShares;
  /** Where claims looked for people of slices that are led elsewhere. */
  readonly walks: SliceWalks;
  /** Where people were looked at who wait for a provider that takes nothing. */
  readonly closedWalks: ClosedWalks;
  /** The parts of each campaign that are counted by themselves. */
  readonly parts: Map<number, ReadonlySet<number>>;
  /** Names this store's life; part of every events cursor. */
  readonly incarnation: string;
  /** Names where this store lies: a copy lies elsewhere. */
  readonly place: string;
  readonly attemptIds: AttemptIds;
  /** The clocks at this process's beats. */
  readonly beats: ClockBeats;
  /** Before this instant of the steady clock, no audit reads every row again. */
  readonly recounts: { againAt: number };
}
