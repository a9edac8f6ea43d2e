import { AttemptIds } from "./attempt-ids.ts";
import { ClockBeats, type StoreClock, steadyNow } from "./clocks.ts";
import { ClosedWalks, DestinationWalks } from "./closed-walks.ts";
import { type Driver, ID_BLOCKS, type IdKind } from "./driver.ts";
import { FairShares } from "./fair-shares.ts";
import { Floors } from "./floors.ts";
import { NO_PROCESSES, type Processes } from "./processes.ts";
import type { Sql } from "./sql.ts";
import { Versions } from "./versions.ts";
import { Words } from "./words.ts";

/** How this store works. */
export interface Settings {
  /** Most recipients of one batch, which one transaction holds. */
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
  /** Where claims last stood in each queue. */
  readonly floors: Floors;
  /** How this process has shared each provider among campaigns. */
  readonly shares: FairShares;
  /** Where claims looked for people of destinations that are led elsewhere. */
  readonly walks: DestinationWalks;
  /** Where recipients were checked who wait for a provider that takes nothing. */
  readonly closedWalks: ClosedWalks;
  /** The destinations of each campaign that are counted by themselves. */
  readonly destinations: Map<number, ReadonlySet<number>>;
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

/** Numbers for new rows. A block belongs to this process: what a rolled back transaction took is lost. */
class Ids {
  readonly #blocks: Driver["blocks"];
  readonly #left = new Map<IdKind, number[]>();

  constructor(blocks: Driver["blocks"]) {
    this.#blocks = blocks;
  }

  async take(sql: Sql, kind: IdKind, count: number): Promise<number[]> {
    const left = this.#left.get(kind) ?? [];
    this.#left.set(kind, left);
    if (left.length < count) {
      const blocks = Math.ceil((count - left.length) / ID_BLOCKS[kind]);
      for (const first of await this.#blocks(sql, kind, blocks))
        for (let place = 0; place < ID_BLOCKS[kind]; place++) left.push(first + place);
    }
    return left.splice(0, count);
  }

  /** The blocks were taken in a transaction that is rolled back, and so are free again. */
  forget(): void {
    this.#left.clear();
  }
}

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
    destinations: new Map(),
    shares: new FairShares(),
    walks: new DestinationWalks(),
    closedWalks: new ClosedWalks(),
    beats: new ClockBeats(),
    recounts: { againAt: 0 },
  };
}

/** A transaction was rolled back whose numbers are given out again: what was learnt in it is not so. */
export function forgetTakenBack({ words, versions, ids, destinations }: StoreContext): void {
  for (const memory of [words, versions, ids]) memory.forget();
  destinations.clear();
}
