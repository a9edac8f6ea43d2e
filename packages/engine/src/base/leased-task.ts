import type { Store } from "@relance/spec";
import type { EngineContext } from "./context.ts";

const ASK_AGAIN_MS = 50;

/** A named task that at most one process owns at a time. The store keeps its memory, so any process can continue. */
export interface LeasedTask<M> {
  readonly owner: string;
  /**
   * Runs `act` as the owner. Returns `undefined` if another owner remains after `waitMs`, or if the task is not due.
   */
  run<T>(act: (turn: LeasedTurn<M>) => Promise<T>, waitMs?: number): Promise<T | undefined>;
  peek(): Promise<M>;
  release(): Promise<void>;
}

export interface LeasedTurn<M> {
  readonly memory: M;
  readonly now: number;
  /** False once a save has failed: another process may have continued the task. */
  readonly isOurs: boolean;
  /** Stores a changed memory and renews the lease. Returns false if this process lost the task. */
  save(memory: M, then?: { readonly release?: boolean; readonly dueAt?: number | undefined }): Promise<boolean>;
}

interface LeasedTaskInit<M> {
  readonly name: string;
  /** Pass a function if the duration depends on the speed of the store. */
  readonly leaseMs: number | (() => number);
  /** The task runs only once its `dueAt` has passed. @default false */
  readonly dueOnly?: boolean;
  readonly read: (data: string | undefined) => M;
  /** @default JSON */
  readonly write?: (memory: M) => string;
}

/** Parses stored JSON; `undefined` if the text is absent or unreadable. */
export function readKept<T>(data: string | undefined): T | undefined {
  if (data === undefined || data === "") return undefined;
  try {
    return JSON.parse(data) as T;
  } catch {
    return undefined;
  }
}

/** Reads a task's memory without owning the task. */
export async function peekLease(store: Store, name: string): Promise<string | undefined> {
  return (await store.lease({ name, owner: "reader", save: { data: "" } })).data;
}

/** Creates a task whose memory is JSON. An absent or unreadable memory is `undefined`. */
export function jsonTask<M>(
  context: Pick<EngineContext, "store" | "runtime" | "incarnation">,
  init: Omit<LeasedTaskInit<M | undefined>, "read" | "write">,
): LeasedTask<M | undefined> {
  return leasedTask(context, { ...init, read: readKept<M> });
}

/** Creates a task whose owner and memory are in the table `leases`. */
export function leasedTask<M>(
  { store, runtime, incarnation }: Pick<EngineContext, "store" | "runtime" | "incarnation">,
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
