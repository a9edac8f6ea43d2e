import type { Store } from "@relance/spec";
import type { Needs } from "./context.ts";

const ASK_AGAIN_MS = 50;

/** A named task that runs in at most one process at a time. The store keeps its memory between runs. */
export interface LeasedTask<M> {
  readonly owner: string;
  /** Runs `act` while this process holds the lease. Returns `undefined` after `waitMs`, or if nothing is due. */
  run<T>(act: (turn: LeasedTurn<M>) => Promise<T>, waitMs?: number): Promise<T | undefined>;
  peek(): Promise<M>;
  release(): Promise<void>;
}

export interface LeasedTurn<M> {
  readonly memory: M;
  readonly now: number;
  /** False after a save failed, because another process may have taken the lease. */
  readonly isOurs: boolean;
  /** Stores the task's memory and renews the lease. Returns false if this process lost the lease. */
  save(memory: M, then?: { readonly release?: boolean; readonly dueAt?: number | undefined }): Promise<boolean>;
}

interface LeasedTaskInit<M> {
  readonly name: string;
  /** Duration of the lease. A number, or a function if the duration depends on how slow the store is. */
  readonly leaseMs: number | (() => number);
  /** True if the task runs only once its `dueAt` has passed. @default false */
  readonly dueOnly?: boolean;
  readonly read: (data: string | undefined) => M;
  /** @default JSON */
  readonly write?: (memory: M) => string;
}

export function readKept<T>(data: string | undefined): T | undefined {
  if (data === undefined || data === "") return undefined;
  try {
    return JSON.parse(data) as T;
  } catch {
    return undefined;
  }
}

export async function peekLease(store: Store, name: string): Promise<string | undefined> {
  return (await store.lease({ name, owner: "reader", save: { data: "" } })).data;
}

/** Creates a task whose memory is stored as JSON. Absent or invalid JSON is read as `undefined`. */
export function jsonTask<M>(
  context: Needs<"store" | "runtime" | "incarnation">,
  init: Omit<LeasedTaskInit<M | undefined>, "read" | "write">,
): LeasedTask<M | undefined> {
  return leasedTask(context, { ...init, read: readKept<M> });
}

export function leasedTask<M>(
  { store, runtime, incarnation }: Needs<"store" | "runtime" | "incarnation">,
  { name, leaseMs, dueOnly, read, write = JSON.stringify }: LeasedTaskInit<M>,
): LeasedTask<M> {
  const owner = `${incarnation}:${runtime.id()}`;
  const task = () => ({ name, owner, leaseMs: typeof leaseMs === "number" ? leaseMs : leaseMs() });

  return {
    owner,
    async run(act, waitMs = 0) {
      const startedAt = runtime.now();
      let answer = await store.lease({ ...task(), dueOnly });
      while (answer.status === "held" && runtime.now() - startedAt < waitMs) {
        await runtime.sleep(ASK_AGAIN_MS);
        answer = await store.lease({ ...task(), dueOnly });
      }
      if (answer.status !== "owned") return undefined;
      let { data } = answer;
      let isOurs = true;
      return act({
        memory: read(data),
        now: answer.now,
        get isOurs() {
          return isOurs;
        },
        async save(memory, then) {
          const text = write(memory);
          if (!isOurs || (text === data && then === undefined)) return isOurs;
          const { status } = await store.lease({ ...task(), save: { data: text, ...then } });
          isOurs = status === "owned";
          data = text;
          return isOurs;
        },
      });
    },
    async peek() {
      return read(await peekLease(store, name));
    },
    async release() {
      const { status, data = "" } = await store.lease(task());
      if (status === "owned") await store.lease({ ...task(), save: { data, release: true } });
    },
  };
}
