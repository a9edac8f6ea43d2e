import type { PgPoolLike } from "@relance/store-postgres";

/** A pool whose statements wait to be let through, one point after the other. */
export interface GatedPool extends PgPoolLike {
  /** From now on statements wait at the points; before, everything passes. */
  close(): void;
  /** Lets the statement that waits through. */
  step(): void;
  /** Everything passes again. */
  open(): void;
  /** Something waits at a point. */
  readonly isWaiting: boolean;
}

/**
 * Where it matters who comes first: something begins, a row is taken, all of it is true. Between, no one else sees
 * anything.
 */
const POINT = /^begin|for (no key )?update|for (key )?share|pg_advisory|^commit/;

export function gatedPool(pool: PgPoolLike): GatedPool {
  let isClosed = false;
  let gate: PromiseWithResolvers<void> | undefined;

  async function pass(text: string): Promise<void> {
    if (!isClosed || !POINT.test(text)) return;
    gate = Promise.withResolvers();
    await gate.promise;
  }

  function step(): void {
    const waiting = gate;
    gate = undefined;
    waiting?.resolve();
  }

  return {
    step,
    get isWaiting() {
      return gate !== undefined;
    },
    close() {
      isClosed = true;
    },
    open() {
      isClosed = false;
      step();
    },
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
      };
    },
  };
}
