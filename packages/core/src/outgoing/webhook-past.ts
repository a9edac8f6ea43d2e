import type { RelanceEvent, Store } from "@relance/spec";
import { isCanaries } from "../canaries/canary-campaign.ts";
import { SEND } from "../send/inline-campaign.ts";
import type { WebhookConsumer } from "./webhook-consumer.ts";
import type { SkippedPast } from "./webhook-memory.ts";

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);

/**
 * What a new consumer is not told: what has become of campaigns that are over, and of single messages that were sent
 * before. A campaign that goes on is told from its start, or its receiver would hear the end of a story alone.
 */
export async function pastOf(store: Store, now: number): Promise<SkippedPast> {
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
