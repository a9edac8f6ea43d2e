import type { Store } from "@relance/spec";
import type { EngineContext } from "../context.ts";
import { NOTHING_HEARD, taskOf, type WebhookMemory } from "./webhook-memory.ts";
import { pastOf } from "./webhook-past.ts";

const LEASE_MS = 5_000;

/** What a consumer that was never told anything starts with. */
export async function beginningAt(store: Store, now: number): Promise<WebhookMemory> {
  return { ...NOTHING_HEARD, skip: await pastOf(store, now) };
}

/**
 * Lets new consumers begin now, before anybody is enrolled or sent to: what is over by the time that a worker runs would
 * else be the past. Asked once per process, and again after a failure.
 */
export function createWebhookBeginning(context: EngineContext): () => Promise<void> {
  const { webhooks = [] } = context.options;
  let begun: Promise<unknown> | undefined;
  return async () => {
    begun ??= Promise.all(webhooks.map(({ name }) => begin(context, taskOf(name)))).catch((error) => {
      begun = undefined;
      throw error;
    });
    await begun;
  };
}

async function begin({ store, runtime, incarnation }: EngineContext, name: string): Promise<void> {
  const task = { name, owner: `${incarnation}:${runtime.id()}`, leaseMs: LEASE_MS };
  const { status, data = "" } = await store.task(task);
  if (status !== "owned") return; // somebody tells it already
  const { now } = await store.bins({ campaign: 0, since: Number.MAX_SAFE_INTEGER }); // the store's clock
  const kept = data === "" ? JSON.stringify(await beginningAt(store, now)) : data;
  await store.task({ ...task, save: { data: kept, release: true } });
}
