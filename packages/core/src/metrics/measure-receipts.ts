import type { BinRow, Ledger, Metric, MetricSample, Store } from "@relance/spec";
import { campaignLabels, isOver } from "./measure-campaigns.ts";

const MINUTE_MS = 60_000;
/** Messages of this age have had the time to be answered, and are young enough to tell of the present. */
const OLDEST_MS = 15 * MINUTE_MS;
const YOUNGEST_MS = 5 * MINUTE_MS;

/** By provider and part: what was taken five to fifteen minutes ago, and how much of just that is answered by now. */
export async function measureReceipts(store: Store, ledgers: readonly Ledger[]): Promise<readonly Metric[]> {
  const taken: MetricSample[] = [];
  const answered: MetricSample[] = [];
  const { now } = await store.bins({ campaign: 0, since: Number.MAX_SAFE_INTEGER });
  const minute = now - (now % MINUTE_MS);
  for (const ledger of ledgers) {
    if (isOver(ledger)) continue;
    const { rows } = await store.bins({
      campaign: ledger.campaign,
      since: minute - OLDEST_MS,
      until: minute - YOUNGEST_MS,
      grainMs: MINUTE_MS,
    });
    for (const { provider, part, accepted, received } of slicesOf(rows)) {
      const labels = { ...campaignLabels(ledger), provider, part };
      taken.push({ labels, value: accepted });
      answered.push({ labels, value: received });
    }
  }
  return [
    {
      name: "relance_recent_taken",
      type: "gauge",
      help: "Messages that a provider took five to fifteen minutes ago, by part of the audience.",
      samples: taken,
    },
    {
      name: "relance_recent_answered",
      type: "gauge",
      help: "How many of relance_recent_taken have had a final receipt by now.",
      samples: answered,
    },
  ];
}

function slicesOf(
  rows: readonly BinRow[],
): Iterable<{ provider: string; part: string; accepted: number; received: number }> {
  const slices = new Map<string, { provider: string; part: string; accepted: number; received: number }>();
  for (const { provider, part, accepted, received } of rows) {
    const name = JSON.stringify([provider, part]);
    const slice = slices.get(name) ?? { provider, part, accepted: 0, received: 0 };
    slice.accepted += accepted;
    for (const [, count] of received) slice.received += count;
    slices.set(name, slice);
  }
  return slices.values();
}
