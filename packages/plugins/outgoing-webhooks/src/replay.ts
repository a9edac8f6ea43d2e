import { isHidden, type PluginHost, type RelanceEvent } from "@relance/spec";
import type { Webhook } from "./config.ts";
import { NOTHING_HEARD, type SkippedPast, type WebhookMemory } from "./memory.ts";

const OVER: ReadonlySet<string> = new Set(["closed", "cancelled"]);
const SEND = "send";

/** Returns the state of a new webhook, which gets all events of running campaigns, but no events of ended campaigns. */
export async function newMemory(read: PluginHost["read"], now: number): Promise<WebhookMemory> {
  const over = (await read.count()).filter(({ state }) => OVER.has(state)).map(campaignId);
  return { ...NOTHING_HEARD, skip: { before: now, campaigns: [...over, campaignId({ name: SEND, occurrence: "" })] } };
}

export function isWanted(
  { kinds, campaign }: Webhook,
  skip: SkippedPast | undefined,
): (event: RelanceEvent) => boolean {
  const over = skip?.campaigns === undefined ? undefined : new Set(skip.campaigns);
  return (event) => {
    const { name } = event.campaign;
    if (!kinds.has(event.type) || isHidden(name)) return false;
    if (campaign !== undefined && campaign !== name) return false;
    const isPast = skip !== undefined && event.at.getTime() < skip.before;
    return !isPast || (over !== undefined && !over.has(campaignId(event.campaign)));
  };
}

function campaignId({ name, occurrence }: { readonly name: string; readonly occurrence: string }): string {
  return `${name}\n${occurrence}`;
}
