import type { CallerDb, Store } from "@relance/spec";

/** An open, empty store that is closed at the end of its test. */
export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  readonly clock: ContractClock;
  /** Begins an application's transaction on a separate connection; absent if the store has no `deposit`. */
  readonly begin?: (() => Promise<CallerTransaction>) | undefined;
  /** Opens the same store as a second process. Absent if the store permits only one process. */
  readonly beside?: (() => Promise<Store>) | undefined;
}

/** A transaction that an application began. */
export interface CallerTransaction {
  readonly db: CallerDb;
  commit(): Promise<void>;
  rollback(): Promise<void>;
}

/** Opens a new, empty store for one test. With `isShared`, `beside` can open the same store. */
export type OpenStore = (how?: { readonly isShared: boolean }) => Promise<StoreUnderTest>;

/** The clocks of one store. Tests advance the clocks, and the store must read no other clock, even for leases. */
export interface ContractClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Milliseconds on a clock that never jumps. The store compares both clocks to detect a jump. */
  steadyNow(): number;
  /** Advances both clocks. */
  advance(ms: number): void;
  /** Sets `now` and leaves `steadyNow` unchanged. */
  jump(ms: number): void;
}

/** Returns clocks that advance only when a test advances them. */
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
