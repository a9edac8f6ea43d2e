import { isLive } from "@relance/core";
import type { LiveProcess } from "@relance/spec";
import type { GatewayLike } from "relance";
import { type Section, sectionsOf } from "../live/live-feed.ts";
import type { WebhooksSections } from "../wire/views.ts";
import type { LookCache } from "./look-cache.ts";

const EVERY_MS = 2_000;

/** What comes in, what was refused, and how the systems are that we tell. */
export function webhooksView(gateway: GatewayLike, cache: LookCache): readonly Section[] {
  async function incoming(): Promise<WebhooksSections["incoming"]> {
    const look = await cache.look();
    const heardAt = new Map<string, Date>();
    const downtime = new Map<string, Date>();
    const reporting = new Set<string>();
    let isCounted = true;
    // what goes on first; then what was over last, where it alone can tell of a provider
    const liveFirst = look.campaigns.toSorted((a, b) => Number(isLive(b.ledger)) - Number(isLive(a.ledger)));
    for (const { ledger, flows } of liveFirst) {
      const providers = [...ledger.attempts, ...flows].map(({ provider }) => provider).filter(cache.hasReceipts);
      for (const provider of providers) reporting.add(provider);
      if (!isLive(ledger) && providers.every((provider) => heardAt.has(provider))) continue;
      const story = await cache.story(ledger, look.at);
      isCounted &&= story !== undefined;
      for (const [provider, at] of Object.entries(story?.heardAt ?? {})) {
        const known = heardAt.get(provider);
        if (known === undefined || known < at) heardAt.set(provider, at);
      }
      if (!isLive(ledger)) continue;
      for (const [provider, since] of await gateway.views.receiversDown(ledger.campaign)) downtime.set(provider, since);
    }
    const { processes } = await gateway.workers();
    const receivers = processes.filter(({ role }) => role === "receiver");
    return {
      at: look.at,
      isCounted,
      providers: [...reporting]
        .sort()
        .map((provider) => ({ provider, heardAt: heardAt.get(provider), downSince: downtime.get(provider) })),
      refused: refusals(receivers),
      receivers: receivers.length,
    };
  }

  return sectionsOf({ incoming: [EVERY_MS, incoming], outgoing: [EVERY_MS, () => gateway.webhooks.list()] });
}

/** By code, the most frequent first. */
function refusals(receivers: readonly LiveProcess[]): WebhooksSections["incoming"]["refused"] {
  const known = new Map<string, { count: number; processes: number }>();
  for (const [code, count] of receivers.flatMap(({ refused }) => Object.entries(refused))) {
    const before = known.get(code) ?? { count: 0, processes: 0 };
    known.set(code, { count: before.count + count, processes: before.processes + 1 });
  }
  return [...known].map(([code, facts]) => ({ code, ...facts })).sort((a, b) => b.count - a.count);
}
