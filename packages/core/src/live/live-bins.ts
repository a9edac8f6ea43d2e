import type { BinRow, Store } from "@relance/spec";
import { CELL_MS } from "./live-campaign.ts";
import { firstCellAt } from "./live-slices.ts";

/** What is older than the two youngest cells is read again only so often: there, answers trickle. */
const OLD_EVERY_MS = 30_000;

interface Known {
  readonly rows: readonly BinRow[];
  /** Rows of this instant and younger are read at each look. */
  readonly cut: number;
  readonly readAt: number;
}

/** The last fifteen minutes of campaigns, look after look: a full campaign has a quarter of a million rows of them. */
export class LiveBins {
  readonly #store: Store;
  readonly #known = new Map<number, Known>();

  constructor(store: Store) {
    this.#store = store;
  }

  async lately(campaign: number): Promise<{ readonly rows: readonly BinRow[]; readonly now: number }> {
    const { now } = await this.#store.bins({ campaign, since: Number.MAX_SAFE_INTEGER });
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
