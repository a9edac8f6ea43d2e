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

/** The store's configuration. */
export interface Settings {
  /** Maximum number of recipients per transaction. */
  readonly batch: number;
  /** If true, claims skip locked rows. If false, claims wait for them, which is slower and equally correct. */
  readonly skipsLocked: boolean;
  /** True if only the oldest live worker sends, and the others are on standby. */
  readonly isSingleWorker: boolean;
  /** After a clock jump, escalation pauses for five minutes. */
  readonly watchesClock: boolean;
}

/** What a process remembers about an open store, such as caches of committed data. */
export interface StoreContext {
  readonly driver: Driver;
  readonly settings: Settings;
  readonly clock: StoreClock | undefined;
  /** Which other local processes are alive. */
  readonly processes: Processes;
  readonly words: Words;
  readonly versions: Versions;
  readonly ids: Ids;
  /** The position in each queue from which the next claim reads. */
  readonly floors: Floors;
  /** How this process divides each provider among campaigns. */
  readonly shares: FairShares;
  /** Progress of scans for rerouted destinations. */
  readonly walks: DestinationWalks;
  /** Progress of scans for closed providers. */
  readonly closedWalks: ClosedWalks;
  /** The destinations that each campaign counts separately. */
  readonly destinations: Map<number, ReadonlySet<number>>;
  /** The store's id, which is part of each cursor of events. */
  readonly incarnation: string;
  /** Identifies the file or database, so that a copy of the store is recognized. */
  readonly place: string;
  readonly attemptIds: AttemptIds;
  /** The clocks at this process's heartbeats. */
  readonly beats: ClockBeats;
  /** The next time a full recount is allowed, by the monotonic clock. */
  readonly recounts: { againAt: number };
}

/** Numbers for new rows, taken in blocks that only this process uses. A rollback wastes its numbers. */
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

  /** Forgets the blocks after a rollback of the transaction that took them, because their numbers are free again. */
  forget(): void {
    this.#left.clear();
  }
}

/** Creates an empty context for a store that was just opened. */
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

/** Clears caches after a rollback, because its numbers are assigned again. */
export function forgetTakenBack({ words, versions, ids, destinations }: StoreContext): void {
  for (const memory of [words, versions, ids]) memory.forget();
  destinations.clear();
}
