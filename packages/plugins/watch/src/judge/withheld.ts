import type { Evidence, Ledger, PluginHost } from "@relance/spec";
import { catchUpMs } from "../flows.ts";
import type { Downtime } from "../observation.ts";
import type { FlowVerdict } from "../verdict.ts";
import type { ProviderWatch, WatchMemory, Withheld } from "../watch-memory.ts";
import type { ReceiptsReceived } from "./receipt-tracker.ts";

const LEAST_MS = 30_000;
/** A provider withholds receipts only if it accepted this many messages since its last receipt. */
const LEAST_SENT = 30;
const FINAL: readonly Evidence[] = ["undelivered-temporary", "undelivered-permanent", "delivered", "engaged"];

/**
 * Finds the providers that withhold receipts now. The counts per second show when the withholding began. The counts of
 * the whole campaign show whether it continues, even after a restart of the worker.
 */
export function updateWithheld(
  ledger: Ledger,
  seen: ReceiptsReceived,
  before: Readonly<Record<string, Withheld>> = {},
): Readonly<Record<string, Withheld>> {
  const providers = new Set([...Object.keys(before), ...seen.flows.map(({ name }) => name.provider)]);
  const all = [...providers].flatMap((provider) => {
    const count = counted(ledger, provider);
    const next = after(provider, count, seen, before[provider]) ?? begun(provider, count, seen);
    return next === undefined ? [] : [[provider, next] as const];
  });
  return Object.fromEntries(all);
}

type Count = Pick<Withheld, "sent" | "receipts">;

function after(provider: string, count: Count, seen: ReceiptsReceived, known?: Withheld): Withheld | undefined {
  if (known === undefined) return undefined;
  const { since } = known;
  const hasReceipt = count.receipts > known.receipts || beganIn(seen.downtimeOf(provider), since);
  const to = known.to ?? (hasReceipt ? seen.now : undefined);
  return to !== undefined && seen.now >= to + catchUpMs({ from: since, to }) ? undefined : { since, ...count, to };
}

function begun(provider: string, count: Count, seen: ReceiptsReceived): Withheld | undefined {
  const since = seen.silencesFor(provider)[0]?.from;
  const { silences = [], seconds = [] } = seen.flows.find(({ key }) => key === provider) ?? {};
  const ended = silences.at(-1)?.to ?? 0;
  if (since === undefined || since < ended || seen.now - since < LEAST_MS) return undefined;
  const sent = seconds.reduce((sum, { at, accepted }) => sum + (at >= since ? accepted : 0), 0);
  if (sent < LEAST_SENT) return undefined;
  return beganIn(seen.downtimeOf(provider), since) ? undefined : { since, ...count };
}

/** Returns whether a silence began while relance's server was down. Recipients do not wait for such receipts. */
function beganIn(stretches: readonly Downtime[], since: number): boolean {
  return stretches.some(({ from, to }) => to !== undefined && from - LEAST_MS <= since && since < to);
}

function counted({ attempts, capturedBy = {} }: Ledger, provider: string): Count {
  const own = attempts.filter((row) => row.provider === provider && row.state === "accepted");
  const sum = (rows: typeof own) => rows.reduce((all, { count }) => all + count, 0);
  return {
    sent: sum(own) - (capturedBy[provider] ?? 0),
    receipts: sum(own.filter(({ evidence }) => FINAL.includes(evidence))),
  };
}

export function stalls(memory: WatchMemory, provider: string): readonly Downtime[] {
  const { since, to } = memory.withheld?.[provider] ?? {};
  const isReported = (memory.alarms[provider]?.alarm ?? "none") !== "none";
  const lasts = since !== undefined && to === undefined && isReported && isSentOver(memory, provider);
  return lasts ? [{ from: since }] : [];
}

/** Corrects a verdict with the counts of the whole campaign, because counts per second cover only twenty minutes. */
export function stillWithheld(memory: WatchMemory, provider: string, verdict: FlowVerdict): FlowVerdict {
  const known = memory.withheld?.[provider];
  if (known === undefined || verdict.level !== "none") return verdict;
  const { sent, receipts, since, to } = known;
  const count = { accepted: sent, receipts };
  if (stalls(memory, provider).length > 0) return { kind: "stall", level: "warn", ...count, silentSince: since };
  return to === undefined || verdict.accepted > 0 ? verdict : { kind: "green", level: "none", ...count };
}

/** Returns whether the provider sends messages, or its recipients were rerouted without proof of a loss. */
function isSentOver({ providers }: WatchMemory, provider: string): boolean {
  const { state, isDoubted = false }: Partial<ProviderWatch> = providers[provider] ?? {};
  return isDoubted || state === undefined || state === "open" || state === "throttled";
}

/** Returns for each provider since when it withholds receipts. Omits providers that are paused or probed. */
function waitedFor(memory: WatchMemory): Readonly<Record<string, number>> {
  const waited = Object.entries(memory.withheld ?? {}).filter(([provider]) => isSentOver(memory, provider));
  return Object.fromEntries(waited.map(([provider, { since }]) => [provider, since]));
}

/**
 * Stores changes of two lists: the providers for whose receipts recipients wait, and the periods in which relance
 * missed receipts that the provider does not repeat.
 */
export async function storeSilences(
  host: PluginHost,
  campaign: number,
  facts: { readonly before: WatchMemory; readonly after: WatchMemory; readonly observed: ReceiptsReceived },
): Promise<void> {
  const { before, after, observed } = facts;
  const since = waitedFor(after);
  const missed = Object.entries(after.withheld ?? {}).flatMap(([provider, known]) => {
    const isNews = known.to !== undefined && before.withheld?.[provider]?.to === undefined;
    const isRepeated = (host.providers.get(provider)?.capabilities.callbackRetryMs ?? 0) > 0;
    return isNews && !isRepeated && beganIn(observed.missedFor(provider), known.since) ? [[provider, known.since]] : [];
  });
  if (missed.length === 0 && JSON.stringify(since) === JSON.stringify(waitedFor(before))) return;
  await host.control([{ campaign, since, missed: Object.fromEntries(missed) }]);
}
