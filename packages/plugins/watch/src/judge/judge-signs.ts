import {
  channelOfProvider,
  getChannel,
  type IncidentChange,
  type IncidentKind,
  LATENCY_BINS,
  type Ledger,
  type PluginHost,
} from "@relance/spec";
import { isRefusalSpike, judgeReceipts, type RefusalInput } from "../judge-refusals.ts";
import { lognormalModel } from "../latency-model.ts";
import type { ObservedFlows } from "./read-bins.ts";

/** The name of an open incident of a provider. */
export interface OpenIncident {
  readonly kind: IncidentKind;
  readonly destination: string;
}

const MINUTE_MS = 60_000;
const WINDOW = 10;
const USUAL_SHARE = 0.02;
const OWN_SHARE_FROM = 1_000;
/** Latency in honest phone networks. Learned models are not used, because they may contain fake receipts. */
const HONEST = lognormalModel();

/** For each provider, the numbers of messages that were sent, rejected and bounced. */
type Counted = Readonly<Record<string, readonly [messages: number, rejected: number, returned: number]>>;

export interface SignsMemory {
  readonly at: number;
  readonly counted: readonly Counted[];
  readonly open: readonly string[];
}

export interface Signs {
  readonly ledger: Ledger;
  readonly observed: ObservedFlows;
  readonly incidents: Readonly<Record<string, OpenIncident>>;
  readonly before: SignsMemory | undefined;
}

/**
 * Once a minute, finds far more bounces than usual, and receipts that are implausibly complete, early and even. Only
 * reports these findings: a bad list may cause bounces, and real receipts may look fake.
 */
export async function judgeSigns(host: PluginHost, signs: Signs): Promise<SignsMemory | undefined> {
  const { ledger, observed, incidents, before } = signs;
  const { now } = observed;
  if (before !== undefined && now - before.at < MINUTE_MS) return before;
  const counted = count(ledger);
  const past = before?.counted ?? [];
  const found = new Map<string, IncidentText>();
  for (const provider of Object.keys(counted)) {
    const refused = await readRefusals(host, signs, provider, counted, past.length < WINDOW ? undefined : past[0]);
    if (refused !== undefined) found.set(`refusals ${provider}`, refused);
    const tooGood = incidents[provider]?.kind === "fake-receipts" ? undefined : suspiciousReceipts(provider, observed);
    if (tooGood !== undefined) found.set(`fake-receipts ${provider}`, tooGood);
  }
  const open = await say(host, ledger.campaign, before?.open ?? [], found);
  return { at: now, counted: [...past, counted].slice(-WINDOW), open };
}

type IncidentText = Pick<IncidentChange, "fact" | "figures">;

/** Returns the providers that refused all messages of a campaign. */
export function providersThatRefusedAll(ledger: Ledger): ReadonlyMap<string, IncidentText> {
  const said = Object.entries(count(ledger)).flatMap(([provider, [messages, rejected, returned]]) => {
    const all = { messages, refused: rejected + returned, usual: USUAL_SHARE };
    return all.refused === messages && isRefusalSpike(all) ? [[provider, refusalText(provider, all)] as const] : [];
  });
  return new Map(said);
}

/** Counts messages and refusals. Counts the attempts of each provider, without captured messages. */
function count({ attempts, capturedBy = {} }: Ledger): Counted {
  const counted: Record<string, [number, number, number]> = {};
  for (const { provider, state, evidence, count: n } of attempts) {
    if (state !== "accepted" && state !== "rejected") continue;
    const [messages, rejected, returned] = counted[provider] ?? [0, 0, 0];
    const isBack = state === "accepted" && evidence.startsWith("undelivered");
    counted[provider] = [messages + n, rejected + (state === "rejected" ? n : 0), returned + (isBack ? n : 0)];
  }
  for (const [provider, n] of Object.entries(capturedBy)) {
    const [messages, rejected, returned] = counted[provider] ?? [0, 0, 0];
    counted[provider] = [Math.max(0, messages - n), rejected, returned];
  }
  return counted;
}

/** Most bounces arrive before a message has this age. */
const RIPE_MS = MINUTE_MS;
const MOST_READ = 10_000;

/**
 * Counts refusals, and counts bounces by the minute of the message and once per recipient: bounces arrive late, and a
 * phone that is off causes a bounce for each attempt. Reads bounces only if the ledger counts enough bounces.
 */
async function readRefusals(
  { read }: PluginHost,
  { ledger, observed: { now } }: Signs,
  provider: string,
  counted: Counted,
  before: Counted | undefined,
): Promise<IncidentText | undefined> {
  const [messages, rejected, returned] = counted[provider] ?? [0, 0, 0];
  const [messagesBefore, rejectedBefore, returnedBefore] = before?.[provider] ?? [0, 0, 0];
  const refusedBefore = rejectedBefore + returnedBefore;
  const usual = messagesBefore >= OWN_SHARE_FROM ? refusedBefore / messagesBefore : USUAL_SHARE;
  const lately = { messages: messages - messagesBefore, refused: rejected - rejectedBefore, usual };
  if (isRefusalSpike(lately)) return refusalText(provider, lately);
  const all = { ...lately, refused: lately.refused + returned - returnedBefore };
  if (!isRefusalSpike(all)) return undefined;
  const until = now - RIPE_MS;
  const since = until - WINDOW * MINUTE_MS * Math.min(1, MOST_READ / lately.messages);
  const rows = await read.responseCounts({ campaign: ledger.campaign, since, until, withinMs: RIPE_MS });
  const own = rows.filter((row) => row.provider === provider);
  const sent = own.reduce((sum, row) => sum + row.messages, 0);
  const back = own.reduce((sum, row) => sum + Math.max(0, row.messages - row.people), 0);
  const period = { messages: sent + lately.refused, refused: back + lately.refused, usual };
  return isRefusalSpike(period) ? refusalText(provider, period) : undefined;
}

function refusalText(provider: string, { messages, refused, usual }: RefusalInput): IncidentText {
  const share = Math.round((100 * refused) / messages);
  const fact = `${provider}: ${refused} of ${messages} messages were refused or returned recently (${share} %; usually ${Math.round(100 * usual)} %)`;
  return { fact, figures: { messages, refused, usual } };
}

function suspiciousReceipts(provider: string, { flows, now }: ObservedFlows): IncidentText | undefined {
  const whole = flows.find(({ name }) => name.provider === provider && name.destination === undefined);
  const channel = channelOfProvider(provider);
  if (whole === undefined || channel === undefined || !getChannel(channel).receipts.comeSpread) return undefined;
  const received = new Array<number>(LATENCY_BINS).fill(0);
  let accepted = 0;
  for (const second of whole.seconds) {
    if (second.at > now - 2 * MINUTE_MS) continue;
    accepted += second.accepted;
    second.received.forEach((n, bin) => {
      received[bin] = (received[bin] ?? 0) + n;
    });
  }
  if (accepted === 0 || judgeReceipts({ received, accepted, model: HONEST }) !== "too-good") return undefined;
  const fact = `${provider} reports all of ${accepted} messages as delivered, immediately and with equal delays: no network of phones does`;
  return { fact, figures: { accepted } };
}

async function say(
  host: PluginHost,
  campaign: number,
  before: readonly string[],
  found: ReadonlyMap<string, IncidentText>,
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
