import { RelanceError, type RelanceEvent } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { patiently } from "../worker/patience.ts";
import { createCursorLease } from "./cursor-lease.ts";

const PAGE = 500;
const IDLE_MS = 250;
const RETRY_MS = 1_000;

/** Handles a page of events; when it throws, the same page comes again. */
export type EventHandler = (events: readonly RelanceEvent[]) => void | Promise<void>;

/**
 * A named subscription: its cursor lives in the store, one process at a time is active, and every event comes at
 * least once, with a stable id. Ends when `signal` aborts.
 * @throws {StoreError} `events/cursor-expired`, and what the store cannot recover from
 */
export async function runSubscription(
  context: EngineContext,
  name: string,
  handler: EventHandler,
  signal: AbortSignal,
): Promise<void> {
  const { store, runtime } = context;
  const lease = createCursorLease(context, `subscription:${name}`);

  async function isHandled(events: readonly RelanceEvent[]): Promise<boolean> {
    try {
      await lease.during(async () => handler(events));
      return true;
    } catch {
      context.log({ level: "warn", event: "subscription.failed", facts: { name } });
      return false;
    }
  }

  /** One page at most; answers how long to rest. */
  async function turn(): Promise<number> {
    if (!(await lease.hold())) return RETRY_MS;
    const page = await store.events({ cursor: lease.cursor, limit: PAGE });
    if (page.events.length === 0) return IDLE_MS;
    if (!(await isHandled(page.events))) return RETRY_MS;
    return (await lease.move(page.cursor)) ? 0 : RETRY_MS;
  }

  try {
    while (!signal.aborted) {
      const restMs = await patiently(context, signal, turn);
      if (restMs === 0) await runtime.yield();
      else if (restMs !== undefined) await runtime.sleep(restMs, signal);
    }
  } catch (error) {
    const code = RelanceError.is(error) ? error.code : "unknown";
    context.log({ level: "error", event: "subscription.ended", facts: { name, code } });
    throw error;
  } finally {
    await lease.release().catch(() => {}); // its end gives it back as well
  }
}
