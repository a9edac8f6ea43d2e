import type { BinRow, IncidentRow } from "@relance/spec";
import { CELL_MS, CELLS, type LiveSlice, sumOf } from "./live-campaign.ts";

/** Parts of one provider that are shown besides it: the largest, and whatever an incident is about. */
const MOST_PARTS = 4;

/** What the bins of a campaign say of its last fifteen minutes: providers in the order of their names, then their parts. */
export function liveSlices(
  rows: readonly BinRow[],
  now: number,
  facts: {
    readonly hasReceipts: (provider: string) => boolean;
    readonly incidents: readonly IncidentRow[];
  },
): readonly LiveSlice[] {
  const providers = [...new Set(rows.map(({ provider }) => provider))].sort();
  return providers.flatMap((provider) => {
    const own = rows.filter((row) => row.provider === provider);
    const named = new Set(facts.incidents.filter((one) => one.provider === provider).map(({ part }) => part));
    // what never left the house is shown where nothing else is to be seen, and is held against nobody
    const hasLeft = own.some(({ accepted }) => accepted > 0);
    const slice = (part: string, some: readonly BinRow[]): LiveSlice => ({
      provider,
      part,
      hasReceipts: hasLeft && facts.hasReceipts(provider),
      ...cellsOf(hasLeft ? some : some.map((row) => ({ ...row, accepted: row.captured })), now),
    });
    return [slice("", own), ...partsOf(own, named).map((part) => slice(part, rowsOf(own, part)))];
  });
}

function rowsOf(rows: readonly BinRow[], part: string): readonly BinRow[] {
  return rows.filter((row) => row.part === part);
}

/** A provider with one part only is that part: it is not said twice. */
function partsOf(rows: readonly BinRow[], named: ReadonlySet<string>): readonly string[] {
  const taken = new Map<string, number>();
  for (const { part, accepted } of rows) taken.set(part, (taken.get(part) ?? 0) + accepted);
  if (taken.size < 2) return [];
  const order = [...taken]
    .filter(([part]) => part !== "")
    .sort(([, a], [, b]) => b - a)
    .map(([part]) => part);
  return order.filter((part, place) => place < MOST_PARTS || named.has(part));
}

function cellsOf(rows: readonly BinRow[], now: number): Pick<LiveSlice, "accepted" | "received"> {
  const accepted = new Array<number>(CELLS).fill(0);
  const received = new Array<number>(CELLS).fill(0);
  for (const row of rows) {
    const cell = Math.floor((row.at - firstCellAt(now)) / CELL_MS);
    if (cell < 0 || cell >= CELLS) continue;
    accepted[cell] = (accepted[cell] ?? 0) + row.accepted;
    received[cell] = (received[cell] ?? 0) + sumOf(row.received.map(([, count]) => count));
  }
  return { accepted, received };
}

/** Where the first cell begins; the last one is still filling. */
export function firstCellAt(now: number): number {
  return now - (now % CELL_MS) - (CELLS - 1) * CELL_MS;
}

/** Messages of the last whole minute, over all providers, those included that never left the house. */
export function perMinuteOf(rows: readonly BinRow[], now: number): number {
  const filling = firstCellAt(now) + (CELLS - 1) * CELL_MS;
  const whole = rows.filter(({ at }) => at >= filling - 2 * CELL_MS && at < filling);
  return sumOf(whole.map(({ accepted, captured }) => accepted + captured));
}
