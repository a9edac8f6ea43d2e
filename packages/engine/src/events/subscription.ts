import { RelanceError, type RelanceEvent } from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { patiently } from "../base/patience.ts";

const PAGE = 500;
const IDLE_MS = 250;
const RETRY_MS = 1_000;

/** Handles a page of events. If the handler throws, it gets the same page again. */
export type EventHandler<Answer extends string = string> = (
  events: readonly RelanceEvent<Answer>[],
) => void | Promise<void>;

export async function runSubscription(
  context: EngineContext,
  name: string,
  handler: EventHandler,
  signal: AbortSignal,
): Promise<void> {
  const { store, runtime, options } = context;
  const idleMs = options.idleMs ?? IDLE_MS;
  const news = context.news.subscribe();
  const lease = createCursorLease(context, `subscription:${name}`);

  async function isHandled(events: readonly RelanceEvent[]): Promise<boolean> {
    try {
      await lease.during(async () => handler(events));
      return true;
    } catch (error) {
      context.log({ level: "warn", event: "subscription.failed", facts: { name, ...faultFacts(error) } });
      return false;
    }
  }

  /** Delivers at most one page of events. Returns the pause before the next page, in milliseconds. */
  async function turn(): Promise<number> {
    if (!(await lease.hold())) return RETRY_MS;
    const page = await store.events({ cursor: lease.cursor, limit: PAGE });
    if (page.events.length === 0) return idleMs;
    if (!(await isHandled(page.events))) return RETRY_MS;
    return (await lease.move(page.cursor)) ? 0 : RETRY_MS;
  }

  try {
    while (!signal.aborted) {
      const restMs = await patiently(context, signal, turn);
      if (restMs === 0) await runtime.yield();
      else if (restMs !== undefined) await news.wait(restMs, signal);
    }
  } catch (error) {
    const code = RelanceError.is(error) ? error.code : "unknown";
    context.log({ level: "error", event: "subscription.ended", facts: { name, code } });
    throw error;
  } finally {
    await lease.release().catch(() => {}); // if the release fails, the lease expires on its own
  }
}

const LEASE_MS = 30_000;

function createCursorLease(context: Needs<"store" | "runtime" | "incarnation">, name: string) {
  const { store, runtime } = context;
  const owner = `${context.incarnation}:${runtime.id()}`;
  let cursor: string | undefined;
  let renewedAt = Number.NEGATIVE_INFINITY;

  async function renew(): Promise<boolean> {
    const startedAt = runtime.now();
    const { status, data } = await store.lease({ name, owner, leaseMs: LEASE_MS });
    if (status !== "owned") return false;
    cursor = data;
    renewedAt = startedAt;
    return true;
  }

  const isFresh = () => runtime.now() - renewedAt < LEASE_MS / 3;

  async function keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await runtime.sleep(LEASE_MS / 3, signal);
      if (!signal.aborted) await renew().catch(() => false); // the next turn retries
    }
  }

  return {
    get cursor() {
      return cursor === "" ? undefined : cursor;
    },
    hold: async () => isFresh() || renew(),
    async move(next: string): Promise<boolean> {
      const save = { data: next };
      const { status } = await store.lease({ name, owner, leaseMs: LEASE_MS, save });
      if (status === "owned") cursor = next;
      else renewedAt = Number.NEGATIVE_INFINITY;
      return status === "owned";
    },
    async during(work: () => Promise<void>): Promise<void> {
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
      await store.lease({ name, owner, save: { data: cursor ?? "", release: true } });
    },
  };
}

/** Matches the file name and line number at the end of a stack trace line. */
const PLACE = /([\w.-]+\.[cm]?[jt]sx?:\d+:\d+)\)?$/;
const PLACE_CHARACTERS = 300;

/** Returns type and place of an error in the caller's code, but not its message, which may contain an address. */
function faultFacts(error: unknown): Readonly<Record<string, string>> {
  if (!(error instanceof Error)) return { error: typeof error };
  const code: unknown = "code" in error ? error.code : undefined;
  const lines = (error.stack ?? "").split("\n").map((line) => line.slice(-PLACE_CHARACTERS));
  const at = lines.flatMap((line) => PLACE.exec(line)?.[1] ?? [])[0];
  return {
    error: isWord(error.name) ? error.name : "Error",
    ...(isWord(code) && { code }),
    ...(at !== undefined && { at }),
  };
}

function isWord(text: unknown): text is string {
  return typeof text === "string" && /^[A-Za-z][\w/-]{0,79}$/.test(text);
}
