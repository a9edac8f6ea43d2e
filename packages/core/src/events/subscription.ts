import type { RelanceEvent } from "@relance/spec";
import type { EngineContext } from "../context.ts";

const LEASE_MS = 30_000;
const PAGE = 500;
const IDLE_MS = 250;
const RETRY_MS = 1_000;

/** Handles a page of events; when it throws, the same page comes again. */
export type EventHandler = (events: readonly RelanceEvent[]) => void | Promise<void>;

/**
 * A named subscription: its cursor lives in the store, one process at a time is active, and every event comes at
 * least once, with a stable id. Ends when `signal` aborts.
 */
export async function runSubscription(
  context: EngineContext,
  name: string,
  handler: EventHandler,
  signal: AbortSignal,
): Promise<void> {
  const { store, runtime } = context;
  const task = `subscription:${name}`;
  const owner = `${context.incarnation}:${runtime.id()}`;
  while (!signal.aborted) {
    const held = await store.task({ name: task, owner, leaseMs: LEASE_MS });
    if (held.status !== "owned") {
      await runtime.sleep(RETRY_MS, signal);
      continue;
    }
    const page = await store.events({ cursor: held.data, limit: PAGE });
    if (page.events.length === 0) {
      await runtime.sleep(IDLE_MS, signal);
      continue;
    }
    try {
      await handler(page.events);
      await store.task({ name: task, owner, leaseMs: LEASE_MS, save: { data: page.cursor } });
    } catch {
      context.log({ level: "warn", event: "subscription.failed", facts: { name } });
      await runtime.sleep(RETRY_MS, signal);
    }
  }
  await store.task({
    name: task,
    owner,
    save: { data: await cursorOf(context, task, owner), release: true },
  });
}

async function cursorOf(context: EngineContext, name: string, owner: string): Promise<string> {
  return (await context.store.task({ name, owner })).data ?? "";
}
