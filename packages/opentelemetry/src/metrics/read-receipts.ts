import type { BinRow, Ledger, MeasuredGateway } from "@relance/spec";
import { FAMILIES, type Sample } from "./families.ts";
import { attributesOf, isOver } from "./read-campaigns.ts";

const MINUTE_MS = 60_000;
/** Messages of this age have had the time to be answered, and are young enough to tell of the present. */
const OLDEST_MS = 15 * MINUTE_MS;
const YOUNGEST_MS = 5 * MINUTE_MS;

/** By provider and destination: what was taken five to fifteen minutes ago, and how much of just that is answered by now. */
export async function readReceipts(
  { store }: Pick<MeasuredGateway, "store">,
  ledgers: readonly Ledger[],
): Promise<readonly Sample[]> {
  const samples: Sample[] = [];
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
    for (const { provider, destination, accepted, received } of destinationsOf(rows)) {
      const attributes = { ...attributesOf(ledger), "relance.provider": provider, "relance.destination": destination };
      samples.push({ family: FAMILIES.taken, value: accepted, attributes });
      samples.push({ family: FAMILIES.answered, value: received, attributes });
    }
  }
  return samples;
}

interface Recent {
  readonly provider: string;
  readonly destination: string;
  accepted: number;
  received: number;
}

function destinationsOf(rows: readonly BinRow[]): Iterable<Recent> {
  const found = new Map<string, Recent>();
  for (const { provider, destination, accepted, received } of rows) {
    const name = JSON.stringify([provider, destination]);
    const recent = found.get(name) ?? { provider, destination, accepted: 0, received: 0 };
    recent.accepted += accepted;
    for (const [, count] of received) recent.received += count;
    found.set(name, recent);
  }
  return found.values();
}
