import type { PgClientLike, PgPoolLike } from "../../src/pool.ts";

/** One actor of an interleaving: a pool whose statements wait to be let through, one by one. */
export interface GatedPool extends PgPoolLike {
  /** Statements wait from now on; before, everything passes. */
  hold(): void;
  /** Lets the waiting statement, and all that are no points of the order, through; answers once that is said. */
  step(): void;
  /** Everything passes again. */
  release(): void;
  /** What waits to be let through; absent = nothing. */
  readonly waiting: string | undefined;
  /** Settles when a statement waits. */
  arrived(): Promise<void>;
}

/** Moments that can matter to somebody else: a row is taken, something is written, all of it becomes true. */
const POINT = /for (no key )?update|for (key )?share|advisory|^\s*(with w0|insert|update|delete)|^commit/;

export function gatedPool(pool: PgPoolLike): GatedPool {
  let isHeld = false;
  let gate: PromiseWithResolvers<void> | undefined;
  let waiting: string | undefined;
  let arrival = Promise.withResolvers<void>();

  async function pass(text: string): Promise<void> {
    if (!isHeld || !POINT.test(text)) return;
    gate = Promise.withResolvers();
    waiting = text;
    arrival.resolve();
    await gate.promise;
    waiting = undefined;
    gate = undefined;
  }

  return {
    get waiting() {
      return waiting;
    },
    hold() {
      isHeld = true;
      arrival = Promise.withResolvers();
    },
    step() {
      arrival = Promise.withResolvers();
      gate?.resolve();
    },
    release() {
      isHeld = false;
      gate?.resolve();
    },
    arrived: () => arrival.promise,
    async connect() {
      const client = await pool.connect();
      return {
        async query(statement) {
          await pass((statement as { readonly text: string }).text);
          return client.query(statement);
        },
        release: (destroy) => client.release(destroy),
        on: (event, listener) => client.on(event, listener),
        removeListener: (event, listener) => client.removeListener(event, listener),
      } satisfies PgClientLike;
    },
  };
}
