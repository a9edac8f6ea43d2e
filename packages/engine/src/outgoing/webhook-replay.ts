import type { RelanceEvent, Store } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { SEND } from "../base/inline-campaign.ts";
import { isCanaries } from "../canaries/canary-campaign.ts";
import { NOTHING_HEARD, type SkippedPast, type WebhookMemory, webhookTask } from "./webhook-memory.ts";
import type { WebhookConsumer } from "./webhook-payload.ts";

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);

/**
 * What a new consumer is not told: what has become of campaigns that are over, and of single messages that were sent
 * before. A campaign that continues is told from its start, or its receiver would hear the end of a story alone.
 */
async function pastOf(store: Store, now: number): Promise<SkippedPast> {
  const ledgers = await store.count();
  const over = ledgers.filter(({ state }) => OVER.has(state)).map(idOf);
  return { before: now, campaigns: [...over, idOf({ name: SEND, occurrence: "" })] };
}

/** Whether a consumer is told of an event. */
export function isWanted(
  { kinds, campaign }: WebhookConsumer,
  skip: SkippedPast | undefined,
): (event: RelanceEvent) => boolean {
  const over = skip?.campaigns === undefined ? undefined : new Set(skip.campaigns);
  return (event) => {
    const { name } = event.campaign;
    if (!kinds.has(event.type) || isCanaries(name)) return false;
    if (campaign !== undefined && campaign !== name) return false;
    const isPast = skip !== undefined && event.at.getTime() < skip.before;
    return !isPast || (over !== undefined && !over.has(idOf(event.campaign)));
  };
}

function idOf({ name, occurrence }: { readonly name: string; readonly occurrence: string }): string {
  return `${name}\n${occurrence}`;
}

const LEASE_MS = 5_000;

/** What a consumer that was never told anything starts with. */
export async function cursorStartAt(store: Store, now: number): Promise<WebhookMemory> {
  return { ...NOTHING_HEARD, skip: await pastOf(store, now) };
}

/**
 * Lets new consumers begin now, before anybody is enrolled or sent to: what is over by the time that a worker runs would
 * else be the past. Asked once per process, and again after a failure.
 */
export function createWebhookCursorStart(context: EngineContext): () => Promise<void> {
  const { webhooks = [] } = context.options;
  let begun: Promise<unknown> | undefined;
  return async () => {
    begun ??= Promise.all(webhooks.map(({ name }) => begin(context, name))).catch((error) => {
      begun = undefined;
      throw error;
    });
    await begun;
  };
}

async function begin(context: EngineContext, name: string): Promise<void> {
  // a consumer whose task is owned has begun already
  await webhookTask(context, name, LEASE_MS).run(async ({ memory, now, save }) =>
    save(memory ?? (await cursorStartAt(context.store, now)), { release: true }),
  );
}
