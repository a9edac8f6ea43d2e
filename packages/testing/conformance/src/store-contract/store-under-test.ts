import type { CallerDb, Store } from "@relance/spec";

/** An empty, open store that closes with its test. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  readonly clock: ContractClock;
  /** Begins a transaction of an application on a separate connection; absent if the store has no `deposit`. */
  readonly begin?: (() => Promise<CallerTransaction>) | undefined;
  /**
   * Opens the same store as another process would; closed together with this store. Absent if only one process can use
   * the store.
   */
  readonly beside?: (() => Promise<Store>) | undefined;
}

/** A transaction that the store did not begin. */
export interface CallerTransaction {
  readonly db: CallerDb;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Opens a new, empty store for one test; with `isShared` one that `beside` can open too. */
export type OpenStore = (how?: { readonly isShared: boolean }) => Promise<StoreUnderTest>;

/** The clocks of one store, moved by the tests. The store takes every instant from these clocks, leases included. */
export interface ContractClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds on a clock that never jumps. The store compares both clocks to detect a jump. */
  steadyNow(): number;
  /** Advances both clocks. */
  advance(ms: number): void;
  /** Sets `now` without letting time pass. */
  jump(ms: number): void;
}

/** Clocks that stop until a test moves them. */
export function contractClock(start: number = Date.UTC(2026, 0, 5, 8)): ContractClock {
  let now = start;
  let steady = 0;
  return {
    now: () => now,
    steadyNow: () => steady,
    advance(ms) {
      now += ms;
      steady += ms;
    },
    jump(ms) {
      now += ms;
    },
  };
}
