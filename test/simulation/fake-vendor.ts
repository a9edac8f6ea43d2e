import type { InboundItem, LookupAnswer, ReceiptItem } from "@relance/spec";
import { share, type VirtualProcess } from "@relance/testing";
import { type Provider, ProviderError } from "relance";
import type { FakeVendor, Report, Sending } from "../support/oracle/facts.ts";
import type { Chronicle } from "./chronicle.ts";
import { type Fate, fateOf, fateWithin, outageOf } from "./fate.ts";
import { type Letter, readLetter } from "./letter.ts";
import type { Troubles } from "./troubles.ts";

/** Default time limit of a send in relance. */
export const BUDGET_MS = 10_000;
const SECOND = 1_000;
/** Number of different message ids of a vendor that assigns the same ids repeatedly. */
const REFS = 5;
/** Longest time for which a client keeps a silent connection open. */
const PATIENCE_MS = 10 * 60_000;

export interface FakeVendorOptions {
  readonly seed: number;
  readonly provider: string;
  readonly what: FakeVendor;
  readonly troubles: Troubles;
  readonly chronicle: Chronicle;
  /** The process of the provider's API, which continues when the sending worker dies. */
  readonly outside: VirtualProcess;
  onLeft(owner: VirtualProcess, sending: Sending): void;
  onArrived(sending: Sending, letter: Letter, ackUrl: string): void;
  /** Sends a report to relance with retries, and calls `note` with the time when relance accepts the report. */
  tell(provider: string, items: readonly InboundItem[], note: (keptAt: number) => void): Promise<void>;
  missed(owner: VirtualProcess, provider: string, since: number): readonly InboundItem[];
  note(fact: string): void;
}

const HEARD = {
  take: "accepted",
  refuse: "refused",
  throttle: "throttled",
  account: "throttled",
  cut: "nothing",
} as const;

interface Kept {
  readonly takenAt: number;
  final: ReceiptItem | undefined;
}

/**
 * Opens a simulated provider API for all workers. The returned function creates a provider that sends from one worker's
 * process.
 */
export function openFakeVendor(options: FakeVendorOptions): (owner: VirtualProcess) => Provider {
  const { seed, provider, chronicle, outside } = options;
  const { channel, vendor, receipts, proves, looksUp, lists, perSecond } = options.what;
  const book = new Map<string, Kept>();
  let idsGiven = 0;
  const recurs = options.troubles.has("recurring ids");
  const now = () => outside.runtime.now();
  /** Returns the vendor's message id. A recurring id belongs to several messages. */
  const refOf = (attemptId: string) =>
    recurs ? `${provider}:${Math.floor(share(seed, attemptId, "ref") * REFS)}` : `${provider}:${attemptId}`;
  const planned = outageOf(seed, now(), options.troubles);
  const outage = planned?.provider === provider ? planned : undefined;

  async function report(attemptId: string, fate: Fate["reports"][number]): Promise<void> {
    const { kind, addressPermanent, afterMs } = fate;
    await outside.runtime.sleep(afterMs);
    const ref = refOf(attemptId);
    const isByRef = fate.isByRef && !recurs;
    const about = { kind, addressPermanent, quality: "handset", ref } as const;
    const kept = book.get(attemptId);
    const eventId = recurs ? { eventId: `${++idsGiven % 3}` } : {};
    const item: ReceiptItem = { type: "receipt", ...about, ...eventId, ...(isByRef ? {} : { attemptId }) };
    if (kept !== undefined && kind !== "in-transit") kept.final = item;
    const report: Report = { attemptId, provider: provider, kind, addressPermanent, at: now(), isByRef };
    chronicle.reports.push(report);
    await options.tell(provider, [item], (keptAt) => {
      report.keptAt ??= keptAt;
    });
  }

  function take(sending: Sending, fate: Fate, letter: Letter | undefined, ackUrl: string | undefined): void {
    const { attemptId } = sending;
    sending.takenAt = now();
    book.set(attemptId, { takenAt: now(), final: undefined });
    if (receipts) for (const one of fate.reports) void report(attemptId, one);
    if (fate.arrives && letter !== undefined && ackUrl !== undefined) options.onArrived(sending, letter, ackUrl);
  }

  function answerAbout(attemptId: string): LookupAnswer {
    const kept = book.get(attemptId);
    if (kept === undefined) return "not-found";
    if (kept.final !== undefined) return { ...kept.final, attemptId };
    return { type: "receipt", kind: "in-transit", quality: "carrier", attemptId };
  }

  return (owner) => ({
    kind: provider,
    channel,
    vendor,
    capabilities: { receipts, replies: true, lookupIsAuthoritative: proves ?? false },
    concurrency: 32,
    ...(perSecond === undefined ? {} : { perSecond }),
    async send(message, { signal }) {
      const { attemptId, to, content, ackUrl } = message;
      const drawn = fateOf(seed, provider, attemptId, options.what);
      const isOut = outage !== undefined && outage.from <= now() && now() < outage.to;
      const fate = isOut ? fateWithin(outage, drawn) : drawn;
      const address = typeof to === "string" ? to : "";
      const letter = readLetter(content);
      const sending: Sending = {
        attemptId,
        key: letter?.key ?? "nobody",
        campaign: letter?.campaign,
        provider: provider,
        address,
        at: now(),
        answer: "nothing",
        isStruck: false,
      };
      const isAttempt = letter !== undefined;
      if (isAttempt) chronicle.sendings.push(sending);
      if (isAttempt) options.onLeft(owner, sending);
      options.note(`${owner.name} sends ${attemptId} over ${provider}: ${fate.does}, ${fate.answer}`);
      await outside.runtime.sleep(fate.outMs);
      if (fate.does === "take") take(sending, fate, letter, ackUrl);
      if (fate.answer === "never") await owner.runtime.sleep(PATIENCE_MS, signal);
      await owner.runtime.sleep(fate.backMs);
      sending.isAccount = fate.does === "account";
      sending.isFailure =
        fate.answer !== "comes" || sending.isAccount || (fate.does === "refuse" && fate.disposition !== "reject");
      if (fate.answer !== "comes") throw lost(provider);
      sending.lastReportAt = now();
      sending.isLate = now() - sending.at > BUDGET_MS - 200;
      const word = HEARD[fate.does];
      sending.answer = sending.isLate && word !== "accepted" ? "unsure" : word;
      if (fate.does === "refuse") throw refusal(provider, fate.disposition);
      if (fate.does === "throttle") throw throttled(provider);
      if (fate.does === "account") throw unauthorized(provider);
      return { ref: refOf(attemptId) };
    },
    ...(looksUp ? { lookup: ({ attemptId }, { signal }) => lookup(owner, attemptId, signal) } : {}),
    ...(lists ? { inbound: { list: (since) => list(owner, since.getTime()) } } : {}),
  });

  async function lookup(owner: VirtualProcess, attemptId: string, signal: AbortSignal): Promise<LookupAnswer> {
    chronicle.asked.push({ provider: provider, what: "question", attemptId, at: now() });
    await owner.runtime.sleep(100 + Math.floor(share(seed, attemptId, "asked") * 2_000), signal);
    if (signal.aborted || share(seed, attemptId, now(), "no answer") < 0.1) throw lost(provider);
    const answer = answerAbout(attemptId);
    const found = answer !== "not-found";
    chronicle.asked.push({ provider: provider, what: "look-up", attemptId, at: now(), found });
    options.note(`${provider} is asked about ${attemptId}: ${found ? "known" : "unknown"}`);
    if (typeof answer === "object") answered(owner, attemptId, answer);
    return answer;
  }

  /** Records the answer to a worker's look-up. The answer counts as received if the worker lives for another second. */
  function answered(owner: VirtualProcess, attemptId: string, { kind, addressPermanent = false }: ReceiptItem): void {
    const about = { attemptId, provider: provider, kind, addressPermanent };
    const report: Report = { ...about, at: now(), isByRef: false };
    chronicle.reports.push(report);
    void owner.runtime.sleep(SECOND).then(() => {
      report.keptAt = now();
    });
  }

  async function list(owner: VirtualProcess, since: number): Promise<readonly InboundItem[]> {
    await owner.runtime.sleep(500);
    const missed = options.missed(owner, provider, since);
    chronicle.asked.push({ provider: provider, what: "list", at: now() });
    options.note(`${provider} lists ${missed.length} that were missed`);
    return missed;
  }
}

function lost(provider: string): ProviderError {
  return new ProviderError("provider/connection-lost", "the answer was lost", {
    provider,
    disposition: "retry",
    outcome: "unknown",
  });
}

function refusal(provider: string, disposition: Fate["disposition"]): ProviderError {
  const code = disposition === "reject" ? "provider/bad-recipient" : "provider/refused";
  return new ProviderError(code, "refused", { provider, disposition });
}

function unauthorized(provider: string): ProviderError {
  return new ProviderError("provider/unauthorized", "the account is suspended", {
    provider,
    disposition: "retry",
    accountFault: true,
  });
}

function throttled(provider: string): ProviderError {
  return new ProviderError("provider/rate-limited", "throttled", {
    provider,
    disposition: "retry",
    retryAfterMs: 5_000,
  });
}
