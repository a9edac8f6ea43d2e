import type { ReceiptCount } from "./compare-shares.ts";
import type { PilotVerdict } from "./judge-pilot.ts";
import type { LossEstimate } from "./loss-likelihood.ts";
import type { ProvenCount } from "./proven-share.ts";

/**
 * The watch's verdict on a flow.
 *
 * `green` means normal · `receipt-lag` receipts are missing in the last minute · `suspected-loss` more are missing than
 * slowness explains · `confirmed-loss` they are still missing after five minutes · `stall` merely slow or silent,
 * without proof of a loss · `not-enough-evidence` undecided; `why` gives the reason.
 */
type VerdictKind = "green" | "receipt-lag" | "suspected-loss" | "confirmed-loss" | "stall" | "not-enough-evidence";

/** What the verdict permits: nothing, a warning with a slower pace, or a pause. */
type VerdictLevel = "none" | "warn" | "pause";

type MissingEvidence = "no-receipts-expected" | "too-few" | "too-young" | "downtime";

/** The verdict on one flow at one moment. */
export interface FlowVerdict {
  readonly kind: VerdictKind;
  readonly level: VerdictLevel;
  /** The number of accepted messages that the verdict is based on. */
  readonly accepted: number;
  /** How many of these messages have a receipt. */
  readonly receipts: number;
  readonly loss?: LossEstimate | undefined;
  readonly why?: MissingEvidence | undefined;
  /** Another vendor's messages of the same minutes, whose recipients were assigned at random. */
  readonly beside?: (ReceiptCount & { readonly provider: string }) | undefined;
  /** Recipients' answers prove that the provider reports less than it delivers. These counts show by how much. */
  readonly proven?: ProvenCount | undefined;
  /** The verdict on the messages of a probe. */
  readonly probe?: PilotVerdict | undefined;
  /** The flow has reported this little since its first message: it loses messages or reports only some of them. */
  readonly isUnknown?: boolean | undefined;
  /** Since when an unusual silence lasts, in milliseconds since 1970; absent if receipts arrive. */
  readonly silentSince?: number | undefined;
}

/** An alarm requires two verdicts at least this far apart. */
const AGREE_MS = 5_000;
/** A pause requires two verdicts at least this far apart that both report a loss. */
const SURE_MS = 2_000;
/** An alarm ends after this time without a bad verdict. */
const CALM_MS = 30_000;

/** The alarm state of a flow between evaluations, as plain JSON. */
export interface AlarmMemory {
  /** Since when every verdict was a warning or a pause. */
  readonly warnSince?: number | undefined;
  /** Since when every verdict was a pause. */
  readonly pauseSince?: number | undefined;
  /** The time of the last bad verdict. */
  readonly badAt?: number | undefined;
  readonly alarm: "none" | "warn" | "pause";
}

/** The state of a flow without an alarm. */
export const QUIET: AlarmMemory = { alarm: "none" };

/** Applies one verdict. An alarm begins when two verdicts agree, and ends after half a minute without a bad one. */
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
