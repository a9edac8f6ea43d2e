import type { EventKind, Ledger, Plan, ReportCanaries, Store } from "@relance/spec";
import { canaryName, readCanaryKey } from "../canaries/canary-campaign.ts";

const PAGE = 5_000;

/** The last message to one lent number. */
interface LentMessage {
  readonly network: string;
  readonly provider: string;
  readonly sentAt: number;
  isDelivered: boolean;
  seenAt: number | undefined;
}

/** What arrived at lent numbers, by network and provider. */
export async function canaryTable(store: Store, own: Ledger, plan: Plan): Promise<readonly ReportCanaries[]> {
  if (plan.canaries !== true) return [];
  const { tenant, occurrence } = own;
  const name = canaryName(own.name);
  const beside = (await store.count()).find(
    (one) => one.name === name && one.tenant === tenant && one.occurrence === occurrence,
  );
  if (beside === undefined) return [];
  const messages = await lentMessages(store, beside.campaign);
  const route = plan.steps[0]?.route ?? [];
  const reports = (provider: string) => route.some((one) => one.provider === provider && one.receipts);
  const groups = Map.groupBy(messages, ({ network, provider }) => `${network} ${provider}`);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, sent]): ReportCanaries[] => {
      const [first] = sent;
      if (first === undefined) return [];
      const { network, provider } = first;
      const waits = sent.flatMap(({ sentAt, seenAt }) => (seenAt === undefined ? [] : seenAt - sentAt));
      const delivered = sent.filter(({ isDelivered }) => isDelivered).length;
      return [
        {
          ...{ network, provider, sent: sent.length, seen: waits.length },
          delivered: reports(provider) ? delivered : undefined,
          medianMs: waits.sort((a, b) => a - b)[Math.floor(waits.length / 2)],
        },
      ];
    });
}

/** A receipt may come before the provider's own answer. */
const LEFT: ReadonlySet<EventKind> = new Set([
  "attempt.accepted",
  "attempt.uncertain",
  "attempt.delivered",
  "attempt.engaged",
]);

async function lentMessages(store: Store, campaign: number): Promise<readonly LentMessage[]> {
  const messages = new Map<string, LentMessage>();
  let cursor: string | undefined;
  for (;;) {
    const page = await store.events({ campaign, cursor, limit: PAGE });
    if (page.events.length === 0) return [...messages.values()];
    cursor = page.cursor;
    for (const { type, key = "", provider, at } of page.events) {
      const { network } = readCanaryKey(key) ?? {};
      if (network === undefined) continue;
      let message = messages.get(key);
      if (provider !== undefined && LEFT.has(type) && message?.provider !== provider) {
        message = { network, provider, sentAt: at.getTime(), isDelivered: false, seenAt: undefined };
        messages.set(key, message);
      }
      if (message === undefined) continue;
      if (type === "attempt.delivered" || type === "attempt.engaged") message.isDelivered = true;
      if (type === "enrollment.acknowledged") message.seenAt ??= at.getTime();
    }
  }
}
