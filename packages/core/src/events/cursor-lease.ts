import type { EngineContext } from "../context.ts";

const LEASE_MS = 30_000;

/** A cursor in the store that one process at a time may move. */
export interface CursorLease {
  /** Where to go on from; absent = from the beginning. */
  readonly cursor: string | undefined;
  /** Takes or renews it, if nobody else holds it. */
  hold(): Promise<boolean>;
  /** Moves the cursor; false when the lease was lost meanwhile and another may have gone on from here. */
  move(cursor: string): Promise<boolean>;
  /** Does work that may take longer than the lease. */
  during<T>(work: () => Promise<T>): Promise<T>;
  /** Gives it back, so that another need not wait for its end. */
  release(): Promise<void>;
}

export function createCursorLease(context: EngineContext, name: string): CursorLease {
  const { store, runtime } = context;
  const owner = `${context.incarnation}:${runtime.id()}`;
  let cursor: string | undefined;
  let renewedAt = Number.NEGATIVE_INFINITY;

  async function renew(): Promise<boolean> {
    const startedAt = runtime.now();
    const { status, data } = await store.task({ name, owner, leaseMs: LEASE_MS });
    if (status !== "owned") return false;
    cursor = data;
    renewedAt = startedAt;
    return true;
  }

  /** A third of the lease is over: whoever waits longer may lose it to a slow moment. */
  const isFresh = () => runtime.now() - renewedAt < LEASE_MS / 3;

  async function keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await runtime.sleep(LEASE_MS / 3, signal);
      if (!signal.aborted) await renew().catch(() => false); // asked again in a moment, or lost
    }
  }

  return {
    get cursor() {
      return cursor === "" ? undefined : cursor;
    },
    hold: async () => isFresh() || renew(),
    async move(next) {
      const save = { data: next };
      const { status } = await store.task({ name, owner, leaseMs: LEASE_MS, save });
      if (status === "owned") cursor = next;
      else renewedAt = Number.NEGATIVE_INFINITY;
      return status === "owned";
    },
    async during(work) {
      const done = new AbortController();
      const keeping = keep(done.signal);
      try {
        return await work();
      } finally {
        done.abort();
        await keeping;
      }
    },
    async release() {
      if (!(await renew())) return;
      await store.task({ name, owner, save: { data: cursor ?? "", release: true } });
    },
  };
}
