import { AttemptIds } from "./attempt-ids.ts";
import { ClockBeats, type StoreClock, steadyNow } from "./clocks.ts";
import { ClosedWalks, DestinationWalks } from "./closed-walks.ts";
import { type Driver, ID_BLOCKS, type IdKind } from "./driver.ts";
import { FairShares } from "./fair-shares.ts";
import { Floors } from "./floors.ts";
import type { Sql } from "./sql.ts";
import { StringCache } from "./strings.ts";
import { Versions } from "./versions.ts";

export interface Settings {
  readonly batch: number;
  readonly isSingleWorker: boolean;
  readonly watchesClock: boolean;
}

/** Detects whether a lease's process is still running, so that a crash is noticed before the lease ends. */
export interface Processes {
  /** Unique name of this process; absent if the operating system provides none. */
  readonly own: string | undefined;
  /** True only if the process has provably ended, on this machine and in this process namespace. */
  isGone(identity: string): boolean;
}

export const NO_PROCESSES: Processes = { own: undefined, isGone: () => false };

export interface StoreContext {
  readonly driver: Driver;
  readonly settings: Settings;
  readonly clock: StoreClock | undefined;
  readonly processes: Processes;
  readonly strings: StringCache;
  readonly versions: Versions;
  readonly ids: Ids;
  readonly floors: Floors;
  readonly shares: FairShares;
  readonly walks: DestinationWalks;
  readonly closedWalks: ClosedWalks;
  readonly destinations: Map<number, ReadonlySet<number>>;
  readonly incarnation: string;
  /** Identifies the file or database, so that a copied store is recognized. */
  readonly place: string;
  readonly attemptIds: AttemptIds;
  readonly beats: ClockBeats;
  readonly recounts: { againAt: number };
}

/** Numbers for new rows, reserved in blocks for this process. A rollback wastes its numbers. */
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

  /** Must be called after a rollback, because the database will assign the same blocks again. */
  forget(): void {
    this.#left.clear();
  }
}

export function newContext(
  about: Pick<StoreContext, "driver" | "settings" | "clock" | "incarnation" | "place"> & {
    readonly processes?: Processes | undefined;
  },
): StoreContext {
  return {
    ...about,
    attemptIds: new AttemptIds(about.incarnation),
    processes: about.processes ?? NO_PROCESSES,
    strings: new StringCache(),
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

/** Clears caches after a rollback, because the database will assign the same numbers again. */
export function forgetTakenBack({ strings, versions, ids, destinations }: StoreContext): void {
  for (const memory of [strings, versions, ids]) memory.forget();
  destinations.clear();
}
