import type { ReceiptCount } from "./compare-shares.ts";
import type { PilotVerdict } from "./judge-pilot.ts";
import type { LossEstimate } from "./loss-likelihood.ts";
import type { ProvenCount } from "./proven-share.ts";

/**
 * The watch's verdict on a flow.
 *
 * `green` normal · `receipt-lag` receipts missing in the last minute · `suspected-loss` more missing than slowness
 * explains · `confirmed-loss` still missing after five minutes · `stall` merely slow or silent, without proof of a loss
 * · `not-enough-evidence` undecided; `why` gives the reason.
 */
type VerdictKind = "green" | "receipt-lag" | "suspected-loss" | "confirmed-loss" | "stall" | "not-enough-evidence";

/** The permitted measure: none, a warning and a slower pace, or stopping. */
type VerdictLevel = "none" | "warn" | "pause";

type MissingEvidence = "no-receipts-expected" | "too-few" | "too-young" | "downtime";

/** One flow at one instant. */
export interface FlowVerdict {
  readonly kind: VerdictKind;
  readonly level: VerdictLevel;
  /** Messages it is based on. */
  readonly accepted: number;
  /** Of these, how many have a receipt. */
  readonly receipts: number;
  readonly loss?: LossEstimate | undefined;
  readonly why?: MissingEvidence | undefined;
  /** Another vendor with messages of the same minutes and randomly assigned recipients. */
  readonly beside?: (ReceiptCount & { readonly provider: string }) | undefined;
  /** Recipients' answers prove that it reports less than it delivers: it is judged by them. */
  readonly proven?: ProvenCount | undefined;
  /** The verdict on the messages of a probe. */
  readonly probe?: PilotVerdict | undefined;
  /** Since when no receipt has arrived, unusually, milliseconds since 1970; absent = receipts arrive. */
  readonly silentSince?: number | undefined;
}

/** Two evaluations this far apart must agree before an alarm. */
const AGREE_MS = 5_000;
/** Two of them this far apart must report a loss before anything is stopped. */
const SURE_MS = 2_000;
/** This long without a bad verdict ends an alarm. */
const CALM_MS = 30_000;

/** A flow's alarm state between evaluations. Plain JSON. */
export interface AlarmMemory {
  /** Since when every verdict was at least a warning. */
  readonly warnSince?: number | undefined;
  /** Since when every verdict was a pause. */
  readonly pauseSince?: number | undefined;
  /** The last bad verdict. */
  readonly badAt?: number | undefined;
  readonly alarm: "none" | "warn" | "pause";
}

/** A flow without an alarm. */
export const QUIET: AlarmMemory = { alarm: "none" };

/** Applies one verdict: alarms rise when two evaluations agree, and end after half a minute without a bad one. */
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
