import { type FlowBins, LEAST_SILENCE_MS } from "./flows.ts";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { DEFAULT_CAUTION, LossLikelihood, wilson } from "./loss-likelihood.ts";
import { type Observation, observe } from "./observation.ts";
import { isLossProven, type ProvenCount, withProven } from "./proven-share.ts";
import { currentSilence, lastReceiptTime, muteSince, type SilenceInput } from "./silence.ts";
import type { FlowVerdict } from "./verdict.ts";

const LAG_WINDOW_MS = 60_000;
const FRESH_WINDOW_MS = 30_000;
const LOSS_WINDOW_MS = 300_000;
/** When a problem has lasted this long, the messages sent since its beginning can prove a suspected loss. */
const LASTING_DOUBT_MS = 30_000;
const SEEN_LATE_MS = 20_000;
const CONFIRMED_AGE_MS = 300_000;
const CONFIRMED_WINDOW_MS = 1_200_000;
const LEAST_MESSAGES = 150;
const LEAST_BEFORE = 60;
const LEAST_SENT = 30;
const WORTH_WARNING = 0.05;
/** A warning requires three standard deviations, a pause four, because a warning is easy to undo: (3 / 4)². */
const WARNING_CERTAINTY = 9 / 16;
const LAST_SENT_MS = 30_000;
const UNDECIDED_MS = 60_000;
const WORTH_STOPPING = 0.15;
const STALL_SLOWNESS = 5;
/** If the receipts of the last minute are complete but slower than usual by this factor, no loss is reported. */
const VETO_SLOWNESS = 3;
const FLOOR_SLOWNESS = 3;
const FLOOR_MARGIN = 0.02;

export interface FlowInput extends SilenceInput {
  readonly expectsReceipts: boolean;
  readonly proven?: ProvenCount | undefined;
  /**
   * When a check first found the problem that all later checks confirmed, in milliseconds since 1970. @default this
   * check
   */
  readonly doubtedSince?: number | undefined;
}

interface Seen {
  readonly seen: Observation;
  readonly likelihood: LossLikelihood;
}

/** Judges the receipts of one flow. Returns `not-enough-evidence` if the receipts prove nothing. */
export function judgeFlow(input: FlowInput): FlowVerdict {
  if (!input.expectsReceipts) return nothing("no-receipts-expected", 0, 0);
  const { model, proven } = input;
  const known = withProven(model, proven);
  const verdict = judgeByModel({ ...input, model: known });
  if (known !== model) return { ...verdict, proven };
  if (!isUnknown(input, verdict))
    return isMixed(input, verdict) ? { ...verdict, kind: "receipt-lag", level: "warn" } : verdict;
  // a comparison of destinations finds the loss of one destination
  if (verdict.kind === "receipt-lag") return nothing("too-young", verdict.accepted, verdict.receipts);
  return { ...verdict, kind: "stall", level: "warn", isUnknown: true };
}

/**
 * Returns whether the few receipts may be the normal share of a provider without history. A lower share than before is
 * not normal, and neither is a share at which only recipients with a receipt answer.
 */
function isUnknown(input: FlowInput, { kind, loss }: FlowVerdict): boolean {
  const { bins, model, now, proven, doubtedSince = now } = input;
  if (loss === undefined || !isFirst(model)) return false;
  if (kind === "green") {
    const hasRested = now - lastSentAt(bins, now) >= UNDECIDED_MS;
    return hasRested && loss.likeliest >= WORTH_WARNING && loss.atMost >= WORTH_STOPPING;
  }
  if (kind !== "receipt-lag" && kind !== "suspected-loss" && kind !== "confirmed-loss") return false;
  if (proven !== undefined && isLossProven(proven, model)) return false;
  const until = doubtedSince - SEEN_LATE_MS;
  const earlier = { ...bins, seconds: bins.seconds.filter(({ at }) => at < until) };
  const before = look({ ...input, bins: earlier }, Number.POSITIVE_INFINITY);
  if (before.accepted < LEAST_BEFORE) return true;
  return !new LossLikelihood(before, model).staysUnder(loss.atLeast);
}

function judgeByModel(input: FlowInput): FlowVerdict {
  const silence = currentSilence(input);
  const mute = input.isPipeOpen === true ? undefined : muteSince(input);
  const since = silence?.since ?? mute;
  if (since === undefined) return untilSilence(input, judgeHeard(input));
  const until = (from: number) => judgeHeard({ ...input, downtime: [...(input.downtime ?? []), { from }] });
  const observed = untilSilence(input, until(since));
  // messages sent before the silence prove the loss
  const isLossBefore = observed.level === "pause" && (mute === undefined || until(mute).level === "pause");
  if (isLossBefore || (mute === undefined && silence?.isUsual === true)) return observed;
  const all = judgeHeard(input);
  if (all.level === "none" && (mute === undefined || all.accepted < LEAST_MESSAGES)) return observed;
  return { ...all, kind: "stall", level: "warn", silentSince: mute ?? since };
}

function untilSilence({ bins, now, isPipeOpen }: FlowInput, verdict: FlowVerdict): FlowVerdict {
  const since = lastReceiptTime(bins, now);
  if (verdict.level !== "warn" || isPipeOpen === true || now - since < LEAST_SILENCE_MS) return verdict;
  const sentSince = bins.seconds.reduce((sum, { at, accepted }) => (at >= since ? sum + accepted : sum), 0);
  return sentSince < LEAST_SENT ? verdict : { ...verdict, kind: "stall", silentSince: since };
}

function judgeHeard(input: FlowInput): FlowVerdict {
  const confirmed = judgeConfirmed(input);
  if (confirmed !== undefined) return confirmed;
  const wide = look(input, LOSS_WINDOW_MS);
  if (wide.accepted < LEAST_MESSAGES) return nothing(whyTooFew(input, wide), wide.accepted, wide.receipts);
  const whole = { seen: wide, likelihood: new LossLikelihood(wide, input.model) };
  const lag = seenIn(input, LAG_WINDOW_MS);
  const isLost = whole.likelihood.exceeds(WORTH_WARNING, lossCertainty(input)) || isLostSinceDoubt(input);
  const isLagging = lag?.likelihood.exceeds(WORTH_WARNING, WARNING_CERTAINTY) === true;
  if (!isLost && !isLagging) return isSlow(whole, lag) ? found("stall", "warn", whole) : found("green", "none", whole);
  if (isOnlySlow(lag) || isOnlySlow(seenIn(input, FRESH_WINDOW_MS))) return found("stall", "warn", whole);
  if (!isLost) return found("receipt-lag", "warn", worst(lag ?? whole, sinceDoubt(input)));
  return found("suspected-loss", canStop(input.model) ? "pause" : "warn", worst(whole, sinceDoubt(input)));
}

/** Earlier messages would hide the loss. */
function worst(whole: Seen, recent: Seen | undefined): Seen {
  return recent !== undefined && recent.likelihood.estimate().atLeast > whole.likelihood.estimate().atLeast
    ? recent
    : whole;
}

/** Returns the messages that were sent after the problem began. Receipts for earlier messages would hide a loss. */
function sinceDoubt(input: FlowInput): Seen | undefined {
  const windowMs = doubtedMs(input) + SEEN_LATE_MS;
  return windowMs < LOSS_WINDOW_MS ? seenIn(input, windowMs) : undefined;
}

/**
 * Returns whether a flow without history may have become slower without losing messages. Fast old messages mixed with
 * slow new messages look like a loss, so the new messages alone must prove the loss.
 */
function isMixed(input: FlowInput, { kind }: FlowVerdict): boolean {
  const { model, proven } = input;
  if (kind !== "suspected-loss" || !isFirst(model) || isResting(input)) return false;
  if (doubtedMs(input) + SEEN_LATE_MS >= LOSS_WINDOW_MS) return false;
  if (proven !== undefined && isLossProven(proven, model)) return false;
  return sinceDoubt(input)?.likelihood.exceeds(WORTH_WARNING) !== true;
}

function isLostSinceDoubt(input: FlowInput): boolean {
  return doubtedMs(input) >= LASTING_DOUBT_MS && sinceDoubt(input)?.likelihood.exceeds(WORTH_WARNING) === true;
}

function doubtedMs({ now, doubtedSince = now }: FlowInput): number {
  return now - doubtedSince;
}

/** A flow without history may only be slow. A lower certainty suffices only half a minute after its last message. */
function lossCertainty(input: FlowInput): number {
  return isFirst(input.model) && isResting(input) ? WARNING_CERTAINTY : 1;
}

function isResting({ bins, now }: FlowInput): boolean {
  return now - lastSentAt(bins, now) >= LAST_SENT_MS;
}

function lastSentAt({ seconds }: FlowBins, now: number): number {
  return seconds.findLast(({ accepted }) => accepted > 0)?.at ?? now;
}

function isFirst({ learnedFrom, others }: LatencyModel): boolean {
  return learnedFrom === 0 && others !== undefined;
}

/** A single assumed latency curve must not stop a flow. Several curves may, if each curve proves the loss. */
function canStop({ learnedFrom, others }: LatencyModel): boolean {
  return learnedFrom > 0 || others !== undefined;
}

function judgeConfirmed(input: FlowInput): FlowVerdict | undefined {
  const old = look(input, CONFIRMED_WINDOW_MS, CONFIRMED_AGE_MS);
  const matureWaiting = old.waiting
    .filter(({ ageMs }) => ageMs >= CONFIRMED_AGE_MS)
    .reduce((sum, { count }) => sum + count, 0);
  const total = old.receipts + matureWaiting;
  if (total < LEAST_MESSAGES) return undefined;
  const { dispersion, deviations } = DEFAULT_CAUTION;
  const floor = input.model.share * answeredWithin(input.model, CONFIRMED_AGE_MS, FLOOR_SLOWNESS);
  const { high } = wilson(old.receipts / dispersion, total / dispersion, deviations);
  if (high >= floor - FLOOR_MARGIN) return undefined;
  return found("confirmed-loss", "pause", { seen: old, likelihood: new LossLikelihood(old, input.model) });
}

function look({ bins, now, downtime }: FlowInput, windowMs: number, minAgeMs = 0): Observation {
  return observe(bins.seconds, { now, windowMs, minAgeMs, downtime, silences: bins.silences });
}

function seenIn(input: FlowInput, windowMs: number): Seen | undefined {
  const seen = look(input, windowMs);
  return seen.accepted < LEAST_MESSAGES ? undefined : { seen, likelihood: new LossLikelihood(seen, input.model) };
}

function isSlow({ likelihood }: Seen, lag: Seen | undefined): boolean {
  return likelihood.isSlowerThan(STALL_SLOWNESS) || lag?.likelihood.isSlowerThan(STALL_SLOWNESS) === true;
}

function isOnlySlow(lag: Seen | undefined): boolean {
  return lag?.likelihood.exceeds(WORTH_WARNING) === false && lag.likelihood.isSlowerThan(VETO_SLOWNESS);
}

function whyTooFew(input: FlowInput, seen: Observation): "too-few" | "too-young" | "downtime" {
  const all = observe(input.bins.seconds, { now: input.now, windowMs: LOSS_WINDOW_MS });
  if (all.accepted >= LEAST_MESSAGES && all.accepted > seen.accepted) return "downtime";
  return input.bins.seconds.some(({ at }) => at > input.now - LAG_WINDOW_MS) ? "too-young" : "too-few";
}

function nothing(why: FlowVerdict["why"], accepted: number, receipts: number): FlowVerdict {
  return { kind: "not-enough-evidence", level: "none", accepted, receipts, why };
}

function found(kind: FlowVerdict["kind"], level: FlowVerdict["level"], { seen, likelihood }: Seen): FlowVerdict {
  return { kind, level, accepted: seen.accepted, receipts: seen.receipts, loss: likelihood.estimate() };
}
