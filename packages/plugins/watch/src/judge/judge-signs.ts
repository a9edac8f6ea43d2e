import {
  channelOf,
  channelOfProvider,
  type IncidentChange,
  type IncidentKind,
  LATENCY_BINS,
  type Ledger,
  type PluginHost,
} from "@relance/spec";
import { isRefusalSpike, judgeReceipts } from "../judge-refusals.ts";
import { lognormalModel } from "../latency-model.ts";
import type { Heard } from "./hear-bins.ts";

/** Identifies an open incident among others of the same provider. */
export interface OpenIncident {
  readonly kind: IncidentKind;
  readonly destination: string;
}

const MINUTE_MS = 60_000;
/** Refusals are counted over this many minutes. */
const WINDOW = 10;
/** Taken to be usual until the campaign itself has shown something else. */
const USUAL_SHARE = 0.02;
const OWN_SHARE_FROM = 1_000;
/** The latency of honest phone networks; what a provider with made-up receipts has taught the watch does not count. */
const HONEST = lognormalModel();

/** Messages of a provider that came to an end, and those that came back, since the beginning. */
type Counted = Readonly<Record<string, readonly [messages: number, refused: number]>>;

/** The memory of the other signals between two checks. */
export interface SignsMemory {
  readonly at: number;
  /** One a minute, oldest first. */
  readonly counted: readonly Counted[];
  /** Incidents that are open: `kind provider`. */
  readonly open: readonly string[];
}

export interface Signs {
  readonly ledger: Ledger;
  readonly heard: Heard;
  /** Incidents of the watch, by provider. */
  readonly incidents: Readonly<Record<string, OpenIncident>>;
  readonly before: SignsMemory | undefined;
}

/**
 * Once a minute: messages that come back far more often than usual, and receipts of phones that are too complete, too
 * early and too equal to be true. Both are only reported: the cause may be a bad list, or a wrong guess.
 */
export async function judgeSigns(host: PluginHost, signs: Signs): Promise<SignsMemory | undefined> {
  const { ledger, heard, incidents, before } = signs;
  const { now } = heard;
  if (before !== undefined && now - before.at < MINUTE_MS) return before;
  const counted = count(ledger);
  const past = before?.counted ?? [];
  const found = new Map<string, Said>();
  for (const provider of Object.keys(counted)) {
    const refused = refusalsOf(provider, counted, past.length < WINDOW ? undefined : past[0]);
    if (refused !== undefined) found.set(`refusals ${provider}`, refused);
    const tooGood = incidents[provider]?.kind === "fake-receipts" ? undefined : tooGoodOf(provider, heard);
    if (tooGood !== undefined) found.set(`fake-receipts ${provider}`, tooGood);
  }
  const open = await say(host, ledger.campaign, before?.open ?? [], found);
  return { at: now, counted: [...past, counted].slice(-WINDOW), open };
}

type Said = Pick<IncidentChange, "fact" | "figures">;

/** Providers that accepted no message of a campaign, which may have ended before it was checked. */
export function tookNothing(ledger: Ledger): ReadonlyMap<string, Said> {
  const counted = count(ledger);
  const said = Object.entries(counted).flatMap(([provider, [messages, refused]]) => {
    const spike = refused === messages ? refusalsOf(provider, counted, undefined) : undefined;
    return spike === undefined ? [] : [[provider, spike] as const];
  });
  return new Map(said);
}

/** A recalled message is no refusal, and a captured one is no message. */
function count({ attempts, recalledBy = {}, capturedBy = {} }: Ledger): Counted {
  const counted: Record<string, [number, number]> = {};
  for (const { provider, state, evidence, count: n } of attempts) {
    if (state !== "accepted" && state !== "rejected") continue;
    const [messages, refused] = counted[provider] ?? [0, 0];
    const isBack = state === "rejected" || evidence.startsWith("undelivered");
    counted[provider] = [messages + n, refused + (isBack ? n : 0)];
  }
  for (const [provider, n] of Object.entries(recalledBy)) {
    const [messages, refused] = counted[provider] ?? [0, 0];
    counted[provider] = [Math.max(0, messages - n), Math.max(0, refused - n)];
  }
  for (const [provider, n] of Object.entries(capturedBy)) {
    const [messages, refused] = counted[provider] ?? [0, 0];
    counted[provider] = [Math.max(0, messages - n), refused];
  }
  return counted;
}

function refusalsOf(provider: string, counted: Counted, before: Counted | undefined): Said | undefined {
  const [messages, refused] = counted[provider] ?? [0, 0];
  const [messagesBefore, refusedBefore] = before?.[provider] ?? [0, 0];
  const usual = messagesBefore >= OWN_SHARE_FROM ? refusedBefore / messagesBefore : USUAL_SHARE;
  const lately = { messages: messages - messagesBefore, refused: refused - refusedBefore };
  if (!isRefusalSpike({ ...lately, usual })) return undefined;
  const share = Math.round((100 * lately.refused) / lately.messages);
  const fact = `${provider}: ${lately.refused} of ${lately.messages} messages came back lately (${share} %; usual are ${Math.round(100 * usual)} %)`;
  return { fact, figures: { ...lately, usual } };
}

function tooGoodOf(provider: string, { flows, now }: Heard): Said | undefined {
  const whole = flows.find(({ name }) => name.provider === provider && name.destination === undefined);
  const channel = channelOfProvider(provider);
  if (whole === undefined || channel === undefined || !channelOf(channel).receipts.comeSpread) return undefined;
  const received = new Array<number>(LATENCY_BINS).fill(0);
  let accepted = 0;
  for (const second of whole.seconds) {
    if (second.at > now - 2 * MINUTE_MS) continue; // not ripe
    accepted += second.accepted;
    second.received.forEach((n, bin) => {
      received[bin] = (received[bin] ?? 0) + n;
    });
  }
  if (accepted === 0 || judgeReceipts({ received, accepted, model: HONEST }) !== "too-good") return undefined;
  const fact = `${provider} reports all of ${accepted} messages, at once and all alike: no network of phones does`;
  return { fact, figures: { accepted } };
}

async function say(
  host: PluginHost,
  campaign: number,
  before: readonly string[],
  found: ReadonlyMap<string, Said>,
): Promise<readonly string[]> {
  for (const key of new Set([...before, ...found.keys()])) {
    const [kind = "", provider = ""] = key.split(" ");
    const said = found.get(key);
    if (said !== undefined && before.includes(key)) continue;
    const { fact, figures } = said ?? { fact: `${provider} is as usual again`, figures: undefined };
    const change = said === undefined ? "end" : "open";
    const subject = { campaign, kind: kind as IncidentKind, provider, destination: "" };
    await host.incident({ ...subject, change, fact, figures });
  }
  return [...found.keys()];
}
