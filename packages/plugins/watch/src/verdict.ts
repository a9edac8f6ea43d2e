import type { ReceiptCount } from "./compare-shares.ts";
import type { PilotVerdict } from "./judge-pilot.ts";
import type { LossEstimate } from "./loss-likelihood.ts";
import type { ProvenCount } from "./proven-share.ts";

/**
 * `green` = normal · `receipt-lag` = receipts of the last minute are missing · `suspected-loss` = more receipts are
 * missing than slowness explains · `confirmed-loss` = receipts are still missing after five minutes · `stall` = slow or
 * silent, no loss proven · `not-enough-evidence` = undecided; `why` gives the reason.
 */
type VerdictKind = "green" | "receipt-lag" | "suspected-loss" | "confirmed-loss" | "stall" | "not-enough-evidence";

export interface FlowVerdict {
  readonly kind: VerdictKind;
  readonly level: "none" | "warn" | "pause";
  readonly accepted: number;
  readonly receipts: number;
  readonly loss?: LossEstimate | undefined;
  readonly why?: "no-receipts-expected" | "too-few" | "too-young" | "downtime" | undefined;
  readonly beside?: (ReceiptCount & { readonly provider: string }) | undefined;
  readonly proven?: ProvenCount | undefined;
  readonly probe?: PilotVerdict | undefined;
  /** True if receipts are missing since the first message. The provider's normal share of receipts may be low. */
  readonly isUnknown?: boolean | undefined;
  readonly silentSince?: number | undefined;
}

const AGREE_MS = 5_000;
/** A pause requires two verdicts of loss with at least this time between them. */
const SURE_MS = 2_000;
const CALM_MS = 30_000;

export interface AlarmMemory {
  readonly warnSince?: number | undefined;
  readonly pauseSince?: number | undefined;
  readonly badAt?: number | undefined;
  readonly alarm: "none" | "warn" | "pause";
}

export const QUIET: AlarmMemory = { alarm: "none" };

/** Applies one verdict. An alarm begins after two equal verdicts and ends after half a minute without a bad one. */
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
