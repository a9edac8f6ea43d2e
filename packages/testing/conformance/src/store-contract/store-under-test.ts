import type { CallerDb, Store } from "@relance/spec";

/** An empty, opened store that ends with its test. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  readonly clock: ContractClock;
  /** Begins a transaction of an application's own, on a separate connection. Absent = the store has no `deposit`. */
  readonly begin?: (() => Promise<CallerTransaction>) | undefined;
  /** Opens the same store as one more process would; it closes with this. Absent = the store is of one process alone. */
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

/** The clocks of one store, in the hands of the tests: the store takes every instant from them, leases included. */
export interface ContractClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds since some moment, on a clock that never jumps: what a jump of the first is noticed by. */
  steadyNow(): number;
  /** Time goes by, on both. */
  advance(ms: number): void;
  /** Somebody sets the first clock; no time goes by. */
  jump(ms: number): void;
}

/** Clocks that stand still until a test moves them. */
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
