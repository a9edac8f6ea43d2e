import { type BinRow, dateOf, type IncidentRow, lowerEdge, type ReportReceipts, upperEdge } from "@relance/spec";
import { modelOf } from "../watch/judge/judge-campaign.ts";
import type { ProviderModels } from "../watch/watch-memory.ts";
import { expectedReceipts } from "./expected-receipts.ts";
import type { Stretch } from "./stretches.ts";

/** Parts of a provider that are shown besides it: the largest, and whatever an incident is about. */
const MOST_PARTS = 6;
const LEAST_SHARE = 0.02;

/** Receipts over one stretch, by slice, against what was to be expected. */
export function receiptCurves(
  rows: readonly BinRow[],
  stretch: Stretch,
  facts: {
    readonly reports: (provider: string) => boolean;
    readonly modelsOf: (provider: string) => ProviderModels;
    readonly incidents: readonly IncidentRow[];
  },
): readonly ReportReceipts[] {
  const whole = new Map<string, BinRow[]>();
  for (const row of rows) {
    if (!facts.reports(row.provider)) continue;
    addTo(whole, row.provider, row);
  }
  return [...whole].flatMap(([provider, own]) => {
    const models = facts.modelsOf(provider);
    const parts = partsWorthShowing(provider, own, facts.incidents);
    const curve = (part: string, some: readonly BinRow[]) =>
      curveOf(some, stretch, { provider, part, model: modelOf(models, part === "" ? undefined : part) });
    return [
      curve("", own),
      ...parts.map((part) =>
        curve(
          part,
          own.filter((row) => row.part === part),
        ),
      ),
    ];
  });
}

function partsWorthShowing(
  provider: string,
  rows: readonly BinRow[],
  incidents: readonly IncidentRow[],
): readonly string[] {
  const taken = new Map<string, number>();
  for (const { part, accepted } of rows) if (part !== "") taken.set(part, (taken.get(part) ?? 0) + accepted);
  const all = rows.reduce((sum, { accepted }) => sum + accepted, 0);
  const named = new Set(incidents.filter((one) => one.provider === provider).map(({ part }) => part));
  const order = [...taken].sort(([, a], [, b]) => b - a);
  const large = order.slice(0, MOST_PARTS).filter(([, count]) => count >= LEAST_SHARE * all);
  const shown = order.filter((entry) => large.includes(entry) || named.has(entry[0])).map(([part]) => part);
  return shown.length === 1 && taken.get(shown[0] ?? "") === all ? [] : shown;
}

function curveOf(
  rows: readonly BinRow[],
  { from, to, grainMs, isOpen }: Stretch,
  { provider, part, model }: { provider: string; part: string; model: ReturnType<typeof modelOf> },
): ReportReceipts {
  const cells = Math.max(1, Math.ceil((to - from) / grainMs));
  const accepted = new Array<number>(cells).fill(0);
  const received = new Array<number>(cells).fill(0);
  let answered = 0;
  for (const row of rows) {
    const cell = Math.floor((row.at - from) / grainMs);
    accepted[cell] = (accepted[cell] ?? 0) + row.accepted;
    const born = row.at + grainMs / 2;
    for (const [bin, count] of row.received) {
      answered += count;
      const lastMs = isOpen ? to - from : Number.POSITIVE_INFINITY;
      spread(received, born + lowerEdge(bin) - from, born + upperEdge(bin) - from, count, {
        grainMs,
        lastMs,
      });
    }
  }
  const { low, high } = expectedReceipts(accepted, grainMs, model);
  const taken = sums(accepted);
  const come = sums(received);
  return {
    provider,
    channel: rows[0]?.channel ?? "sms",
    part,
    accepted: taken.at(-1) ?? 0,
    received: answered,
    grainMs,
    points: taken.map((count, cell) => ({
      at: dateOf(from + (cell + 1) * grainMs),
      accepted: count,
      received: tenth(come[cell] ?? 0),
      low: tenth(low[cell] ?? 0),
      high: tenth(high[cell] ?? 0),
    })),
  };
}

/** Receipts of one latency bin came somewhere within it: evenly, as far as anybody knows, and by `lastMs` at the latest. */
function spread(
  cells: number[],
  fromMs: number,
  toMs: number,
  count: number,
  { grainMs, lastMs }: { readonly grainMs: number; readonly lastMs: number },
): void {
  const begin = Math.max(0, Math.min(fromMs, lastMs - 1));
  const end = Math.max(begin + 1, Math.min(Number.isFinite(toMs) ? toMs : fromMs + grainMs, lastMs));
  for (let cell = Math.floor(begin / grainMs); cell * grainMs < end && cell < cells.length; cell++) {
    const overlap = Math.min(end, (cell + 1) * grainMs) - Math.max(begin, cell * grainMs);
    cells[cell] = (cells[cell] ?? 0) + (count * overlap) / (end - begin);
  }
}

function addTo(map: Map<string, BinRow[]>, key: string, row: BinRow): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [row]);
  else known.push(row);
}

function sums(counts: readonly number[]): number[] {
  let sum = 0;
  return counts.map((count) => {
    sum += count;
    return sum;
  });
}

function tenth(value: number): number {
  return Math.round(10 * value) / 10;
}
