import type { ReceiptCount } from "./compare-shares.ts";
import type { LossEstimate } from "./loss-likelihood.ts";
import type { ProvenCount } from "./proven-share.ts";

/**
 * What the watch says about a flow.
 *
 * `green` answers as it should · `receipt-lag` answers are missing in the last minute · `suspected-loss` missing beyond
 * what slowness explains · `confirmed-loss` still missing after five minutes · `stall` merely slow or silent, nothing says
 * lost · `not-enough-evidence` nothing can be said, and `why` says why.
 */
type VerdictKind = "green" | "receipt-lag" | "suspected-loss" | "confirmed-loss" | "stall" | "not-enough-evidence";

/** How much a verdict allows: nothing, a warning and a slower pace, or to stop sending this way. */
type VerdictLevel = "none" | "warn" | "pause";

type MissingEvidence = "no-receipts-expected" | "too-few" | "too-young" | "downtime";

/** One flow at one instant. */
export interface FlowVerdict {
  readonly kind: VerdictKind;
  readonly level: VerdictLevel;
  /** Messages that the verdict rests on. */
  readonly accepted: number;
  /** Of them, how many were answered. */
  readonly receipts: number;
  readonly loss?: LossEstimate | undefined;
  readonly why?: MissingEvidence | undefined;
  /** Another vendor whose messages of the same minutes it was compared with: recipients were drawn for either. */
  readonly beside?: (ReceiptCount & { readonly provider: string }) | undefined;
  /** Recipients' answers prove that it reports less than it delivers: it is judged by what they show. */
  readonly proven?: ProvenCount | undefined;
  /** No receipt has come in since then, milliseconds since 1970, and that is not usual; absent = it is heard. */
  readonly silentSince?: number | undefined;
}

/** Two evaluations at least this far apart must agree before anybody is woken. */
const AGREE_MS = 5_000;
/** Among them, two this far apart must say that it is a loss before anything is stopped. */
const SURE_MS = 2_000;
/** As long without a bad verdict ends an alarm. */
const CALM_MS = 30_000;

/** What is remembered of a flow from evaluation to evaluation. Plain JSON. */
export interface AlarmMemory {
  /** Since when every verdict was at least a warning. */
  readonly warnSince?: number | undefined;
  /** Since when every verdict was a pause. */
  readonly pauseSince?: number | undefined;
  /** The last bad verdict. */
  readonly badAt?: number | undefined;
  readonly alarm: "none" | "warn" | "pause";
}

/** Of a flow about which nothing was said yet. */
export const QUIET: AlarmMemory = { alarm: "none" };

/** Takes one verdict in: alarms rise when two evaluations agree, and end after half a minute without a bad one. */
export function nextAlarm(memory: AlarmMemory, verdict: FlowVerdict, now: number): AlarmMemory {
  const isBad = verdict.level !== "none";
  const warnSince = isBad ? (memory.warnSince ?? now) : undefined;
  const pauseSince = verdict.level === "pause" ? (memory.pauseSince ?? now) : undefined;
  const badAt = isBad ? now : memory.badAt;
  const isCalm = badAt === undefined || now - badAt >= CALM_MS;
  const isWarned = isFor(AGREE_MS, warnSince, now);
  const risen = isWarned && isFor(SURE_MS, pauseSince, now) ? "pause" : isWarned ? "warn" : "none";
  const kept = isCalm ? "none" : memory.alarm;
  return { warnSince, pauseSince, badAt, alarm: stronger(risen, kept) };
}

function isFor(leastMs: number, since: number | undefined, now: number): boolean {
  return since !== undefined && now - since >= leastMs;
}

function stronger(a: AlarmMemory["alarm"], b: AlarmMemory["alarm"]): AlarmMemory["alarm"] {
  if (a === "pause" || b === "pause") return "pause";
  return a === "warn" || b === "warn" ? "warn" : "none";
}
