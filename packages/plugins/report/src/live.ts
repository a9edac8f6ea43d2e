import type { BinRow, IncidentRow, Instant, Ledger, Store } from "@relance/spec";
import { destinationsShown, named } from "./receipt-curves.ts";

const MOST_PARTS = 4;

/** Returns the counts of the last fifteen minutes. The row of each provider precedes the rows of its destinations. */
export function liveFlows(
  rows: readonly BinRow[],
  now: number,
  facts: { readonly hasReceipts: (provider: string) => boolean; readonly incidents: readonly IncidentRow[] },
): readonly LiveFlow[] {
  const providers = [...new Set(rows.map(({ provider }) => provider))].sort();
  return providers.flatMap((provider) => {
    const own = rows.filter((row) => row.provider === provider);
    // if the provider really sent messages, captured messages are not counted
    const hasLeft = own.some(({ accepted }) => accepted > 0);
    const flow = (destination: string, some: readonly BinRow[]): LiveFlow => ({
      provider,
      destination,
      hasReceipts: hasLeft && facts.hasReceipts(provider),
      ...countCells(hasLeft ? some : some.map((row) => ({ ...row, accepted: row.captured })), now),
    });
    const parts = destinationsShown(own, named(provider, facts.incidents), { most: MOST_PARTS, share: 0 });
    return [
      flow("", own),
      ...parts.map((destination) =>
        flow(
          destination,
          own.filter((row) => row.destination === destination),
        ),
      ),
    ];
  });
}

function countCells(rows: readonly BinRow[], now: number): Pick<LiveFlow, "accepted" | "received"> {
  const accepted = new Array<number>(CELLS).fill(0);
  const received = new Array<number>(CELLS).fill(0);
  for (const row of rows) {
    const cell = Math.floor((row.at - firstCellAt(now)) / CELL_MS);
    if (cell < 0 || cell >= CELLS) continue;
    accepted[cell] = (accepted[cell] ?? 0) + row.accepted;
    received[cell] = (received[cell] ?? 0) + addUp(row.received.map(([, count]) => count));
  }
  return { accepted, received };
}

/** Returns the start time of the oldest cell of a sparkline. The newest cell is still incomplete. */
function firstCellAt(now: number): number {
  return now - (now % CELL_MS) - (CELLS - 1) * CELL_MS;
}

/** Counts the messages of the last full minute through all providers, including captured messages. */
export function ratePerMinute(rows: readonly BinRow[], now: number): number {
  const filling = firstCellAt(now) + (CELLS - 1) * CELL_MS;
  const whole = rows.filter(({ at }) => at >= filling - 2 * CELL_MS && at < filling);
  return addUp(whole.map(({ accepted, captured }) => accepted + captured));
}

/** Cells before the latest two seldom change, so they are read again only at this interval. */
const OLD_EVERY_MS = 30_000;

interface Known {
  readonly rows: readonly BinRow[];
  readonly cut: number;
  readonly readAt: number;
}

/** Caches the last fifteen minutes of each campaign, because a full read takes up to 250,000 rows. */
export class LiveBins {
  readonly #store: Pick<Store, "bins" | "now">;
  readonly #known = new Map<number, Known>();

  constructor(store: Pick<Store, "bins" | "now">) {
    this.#store = store;
  }

  async lately(campaign: number): Promise<{ readonly rows: readonly BinRow[]; readonly now: number }> {
    const now = await this.#store.now();
    const known = this.#known.get(campaign);
    const isFresh = known !== undefined && now >= known.readAt && now - known.readAt < OLD_EVERY_MS;
    const since = isFresh ? known.cut : firstCellAt(now);
    const { rows } = await this.#store.bins({ campaign, since, grainMs: CELL_MS });
    if (isFresh) return { rows: [...known.rows, ...rows], now };
    const cut = now - (now % CELL_MS) - CELL_MS;
    this.#known.set(campaign, { rows: rows.filter(({ at }) => at < cut), cut, readAt: now });
    return { rows, now };
  }
}

/** The duration of one sparkline cell, in milliseconds. */
export const CELL_MS = 30_000;
/** The number of cells in a sparkline, which covers fifteen minutes. */
export const CELLS = 30;

/** The recent messages of one provider or destination, and their receipts. */
export interface LiveFlow {
  readonly provider: string;
  /** A number prefix, a mail domain or a push service; "" for all messages of the provider. */
  readonly destination: string;
  readonly hasReceipts: boolean;
  /** Accepted messages per cell, the oldest cell first. */
  readonly accepted: readonly number[];
  /** For each cell, the messages in `accepted` that have a final receipt now. */
  readonly received: readonly number[];
}

export interface LiveCampaign {
  readonly ledger: Ledger;
  readonly flows: readonly LiveFlow[];
  readonly perMinute: number;
}

export interface LiveLook {
  readonly at: Instant;
  readonly campaigns: readonly LiveCampaign[];
  /** Open incidents of the running campaigns, and open incidents without a campaign. */
  readonly incidents: readonly IncidentRow[];
}

/** Adds up counts. */
export function addUp(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0);
}
