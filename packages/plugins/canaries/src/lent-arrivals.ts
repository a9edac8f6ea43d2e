import type { EventKind, PluginHost } from "@relance/spec";
import { readCanaryKey } from "./canary-rows.ts";

const PAGE = 5_000;

/** Messages to test numbers of one network through one provider. */
export interface LentArrivals {
  readonly network: string;
  readonly provider: string;
  readonly sent: number;
  /** The number of messages with a delivery receipt; absent if the provider sends no delivery receipts. */
  readonly delivered?: number | undefined;
  /** The number of messages that arrived, as the source of the numbers reported. */
  readonly seen: number;
  /** Median time in milliseconds from sending a message until the source saw it; absent if no message arrived. */
  readonly medianMs?: number | undefined;
}

type LentMessage = Pick<LentArrivals, "network" | "provider"> & {
  readonly sentAt: number;
  isDelivered: boolean;
  seenAt: number | undefined;
};

/** Counts arrivals at rented numbers, by network and provider; `undefined` if the campaign rented no number. */
export async function lentArrivals(host: PluginHost, campaign: number): Promise<readonly LentArrivals[] | undefined> {
  const hidden = await host.client.hidden(campaign);
  const messages = hidden === undefined ? [] : await lentMessages(host, hidden);
  if (messages.length === 0) return undefined;
  const { plan } = await host.client.campaign(campaign);
  const route = plan.steps[0]?.route ?? [];
  const reports = (provider: string) => route.some((one) => one.provider === provider && one.receipts);
  const groups = Map.groupBy(messages, ({ network, provider }) => `${network} ${provider}`);
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, sent]): LentArrivals[] => {
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

const ARRIVED: readonly EventKind[] = ["attempt.delivered", "attempt.engaged"];
/** Each of these events proves that a message was sent. A receipt may arrive before the provider answers the send. */
const LEFT: readonly EventKind[] = ["attempt.accepted", "attempt.uncertain", ...ARRIVED];

async function lentMessages({ events }: PluginHost, campaign: number): Promise<readonly LentMessage[]> {
  const messages = new Map<string, LentMessage>();
  let cursor: string | undefined;
  for (;;) {
    const page = await events.since(cursor, PAGE, campaign);
    if (page.events.length === 0) return [...messages.values()];
    cursor = page.cursor;
    for (const { type, key = "", provider, at } of page.events) {
      const { network } = readCanaryKey(key) ?? {};
      if (network === undefined) continue;
      let message = messages.get(key);
      if (provider !== undefined && LEFT.includes(type) && message?.provider !== provider) {
        message = { network, provider, sentAt: at.getTime(), isDelivered: false, seenAt: undefined };
        messages.set(key, message);
      }
      if (message === undefined) continue;
      if (ARRIVED.includes(type)) message.isDelivered = true;
      if (type === "enrollment.acknowledged") message.seenAt ??= at.getTime();
    }
  }
}
