import type { Ledger, StoredVersion } from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { sayIncident } from "../base/say-incident.ts";
import { type CanaryMemory, createCanaryKeeper } from "./keep-canaries.ts";

/** Sends the canaries of a campaign, and reports what they prove: the watch acts on `canaries:fake-receipts`. */
export function createCanaryReporter(context: EngineContext) {
  const keeper = createCanaryKeeper(context);
  return async (
    ledger: Ledger,
    version: StoredVersion,
    before: CanaryMemory | undefined,
    now: number,
  ): Promise<CanaryMemory | undefined> => {
    const canaries = await keeper.keep(ledger, version, before, now);
    if (canaries === undefined) return undefined;
    const { campaign, name } = ledger;
    for (const [provider, fact] of Object.entries(canaries.fakes)) {
      if (before?.fakes[provider] !== undefined) continue;
      const subject = { campaign, kind: "canaries:fake-receipts", provider, destination: "" } as const;
      await sayIncident(context, { ...subject, change: "open", fact }, name);
    }
    if (canaries.missed !== (before?.missed ?? 0)) await noteMissed(context, campaign, canaries.missed);
    return canaries;
  };
}

async function noteMissed({ store, log }: EngineContext, campaign: number, missed: number): Promise<void> {
  const fact = `${missed} messages to canaries that are in hand or lent did not arrive within 15 minutes`;
  const open = await store.incidents({ campaign, open: true, limit: 100 });
  for (const { kind, provider, destination } of open.rows) {
    await store.incident({ campaign, kind, provider, destination, change: "note", fact, actor: "relance" });
  }
  log({ level: "warn", event: "canaries.missed", facts: { campaign, missed } });
}
