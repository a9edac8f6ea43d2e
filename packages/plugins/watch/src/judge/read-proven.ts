import type { PluginHost, ResponseCountRow } from "@relance/spec";
import { dueShare, type ProvenCount } from "../proven-share.ts";
import type { AlarmMemory } from "../verdict.ts";
import { chooseModel, type ProvenMemory, type ProviderModels, type WatchMemory } from "../watch-memory.ts";
import type { ObservedFlow, ReceiptsReceived } from "./receipt-tracker.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
/** The interval at which answers are counted while a provider is suspected. */
const EVERY_MS = 10 * SECOND_MS;
const LATER_MS = MINUTE_MS;
const LEAST_AGE_MS = MINUTE_MS;
/** After the last send, a message counts when it has this age. */
const LEAST_REST_MS = 10 * SECOND_MS;
/** Receipts that a provider withholds for longer than this are no longer expected. */
const LONGEST_MS = 20 * MINUTE_MS;
/** Later answers do not count, because the recipient may have answered the next message. */
const WITHIN_MS = 10 * MINUTE_MS;
const ENOUGH = 100;
const MOST = 10_000;

/**
 * Counts answered messages, and the receipts of these messages, while a provider of the campaign is suspected. The
 * counts show whether the provider loses messages, or reports only a part of its deliveries.
 */
export async function readProven(
  host: PluginHost,
  campaign: number,
  memory: WatchMemory,
  observed: ReceiptsReceived,
  modelsOf: (provider: string) => ProviderModels,
): Promise<ProvenMemory | undefined> {
  const { proven: before } = memory;
  const { now, flows } = observed;
  const isDoubted = Object.values(memory.alarms).some(isAlarm);
  const isCounted = before !== undefined || isDoubted || isSteered(memory);
  if (!isCounted || now - (before?.at ?? 0) < (isDoubted ? EVERY_MS : LATER_MS)) return before;
  const sentAt = flows.map(({ seconds }) => seconds.findLast(({ accepted }) => accepted > 0)?.at ?? 0);
  const until = now - (now - Math.max(0, ...sentAt) >= LEAST_REST_MS ? LEAST_REST_MS : LEAST_AGE_MS);
  const since = countedSince(flows, until, now - LONGEST_MS);
  const rows = since < until ? await host.read.responseCounts({ campaign, since, until, withinMs: WITHIN_MS }) : [];
  const counts: Record<string, ProvenCount> = { ...before?.counts };
  for (const { key, name, seconds } of flows) {
    // a provider that withholds receipts also withholds the receipts of answered messages
    if (observed.silencesFor(name.provider).some(({ from }) => now - from < LONGEST_MS)) continue;
    const found = provenCount(rows, name);
    const known = counts[key]?.messages ?? -1;
    if (found.messages < Math.min(known, ENOUGH)) continue; // an earlier count with more answers is kept
    const model = chooseModel(modelsOf(name.provider), name.destination);
    counts[key] = { ...found, due: dueShare(seconds, model, { since, until, now }) };
  }
  return { at: now, counts };
}

function isAlarm({ alarm, warnSince }: AlarmMemory): boolean {
  return alarm !== "none" || warnSince !== undefined;
}

function isSteered({ providers, parts }: WatchMemory): boolean {
  return [...Object.values(providers), ...Object.values(parts)].some(({ state }) => state !== "open");
}

function countedSince(flows: readonly ObservedFlow[], until: number, earliest: number): number {
  const wholes = flows.filter(({ name }) => name.destination === undefined);
  const seconds = wholes.flatMap((flow) => flow.seconds).filter(({ at }) => at >= earliest && at < until);
  let messages = 0;
  let since = until;
  for (const { at, accepted } of seconds.toSorted((a, b) => b.at - a.at)) {
    messages += accepted;
    if (messages > MOST) break;
    since = at;
  }
  return since;
}

function provenCount(
  rows: readonly ResponseCountRow[],
  { provider, destination }: ObservedFlow["name"],
): Omit<ProvenCount, "due"> {
  const own = rows.filter(
    (row) => row.provider === provider && (destination === undefined || row.destination === destination),
  );
  const sum = (count: (row: ResponseCountRow) => number) => own.reduce((all, row) => all + count(row), 0);
  return {
    messages: sum(({ proven }) => proven),
    receipts: sum(({ provenReceipts }) => provenReceipts),
    all: { messages: sum(({ messages }) => messages), receipts: sum(({ receipts }) => receipts) },
  };
}
