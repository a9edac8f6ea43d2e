import { type BinSecond, catchUpMs, type FlowBins, LEAST_SILENCE_MS, type Silence } from "./flows.ts";
import { answeredWithin, type LatencyModel, liveModel } from "./latency-model.ts";
import { type Downtime, firstDownMoment, observe } from "./observation.ts";
import { isQuietHour } from "./quiet-hours.ts";

const LEAST_DUE = 30;
/** A flow is mute if no receipt arrived, although this many would be due at a quarter of the usual speed. */
const MUTE_DUE = 15;
const MUTE_SLOWNESS = 4;
const REMEMBERED_MS = 25 * 60_000;
const MOST_REMEMBERED = 16;
const JUST_MS = 2_000;
/** If a model was learned from fewer messages, the flow's current latency replaces the model. */
const ENOUGH = 1_000;
const WINDOW_MS = 300_000;
const LATE = 2;

export interface SilenceInput {
  readonly bins: FlowBins;
  readonly model: LatencyModel;
  readonly now: number;
  readonly downtime?: readonly Downtime[] | undefined;
  readonly isPipeOpen?: boolean | undefined;
}

export function addSilence(bins: FlowBins, model: LatencyModel, endedAt: number): readonly Silence[] {
  const { silences = [] } = bins;
  const from = lastReceiptTime(bins, endedAt);
  const isOne = endedAt - from >= LEAST_SILENCE_MS && due(bins, model, from, endedAt) >= LEAST_DUE;
  const all = isOne ? [...silences, { from, to: endedAt }] : silences;
  return all.filter(({ to }) => to >= endedAt - REMEMBERED_MS).slice(-MOST_REMEMBERED);
}

/** Returns the second longest of the recent silences. The longest silence may be an exception. */
export function usualSilence({ silences = [] }: FlowBins, model: LatencyModel): number {
  const [, second] = silences.map(({ from, to }) => to - from).sort((a, b) => b - a);
  return Math.max(second ?? 0, model.silenceMs ?? 0);
}

export interface CurrentSilence {
  readonly since: number;
  /** True if such silences are normal for the flow, or if withheld receipts are arriving now. */
  readonly isUsual: boolean;
}

/**
 * Returns since when a flow is silent: many receipts are due and no receipt arrives, or withheld receipts are arriving
 * now. Judges messages by their age at the start of the silence, so that a silence does not look like a loss. Returns
 * `undefined` if receipts arrive normally.
 */
export function currentSilence(input: SilenceInput): CurrentSilence | undefined {
  const { bins, model, now, isPipeOpen = false } = input;
  const last = lateSilence(bins, now);
  if (last !== undefined) return { since: last.from, isUsual: true };
  const since = lastReceiptTime(bins, now);
  if (now - since < JUST_MS) return undefined;
  const isUsual = isHabit(input, since);
  if ((isPipeOpen && !isUsual) || due(bins, model, since, now) < LEAST_DUE) return undefined;
  return { since, isUsual };
}

/**
 * Returns since when a flow is mute: no message sent since then has a receipt, although even a slow flow would have
 * many receipts. Ignores late receipts for older messages. Returns `undefined` if the flow is not mute, or usually is.
 */
export function muteSince(input: SilenceInput): number | undefined {
  const { bins, model, now, downtime = [] } = input;
  const { seconds } = bins;
  const hasReceipt = ({ received }: BinSecond) => received.some((count) => count > 0);
  const since = (seconds.findLast(hasReceipt) ?? seconds[0])?.at;
  if (since === undefined) return undefined;
  // a late receipt does not split this silence in two
  const before = { ...bins, silences: bins.silences?.filter(({ from }) => from < since) };
  if (lateSilence(before, now) !== undefined || isHabit({ ...input, bins: before }, since)) return undefined;
  const known = model.learnedFrom >= ENOUGH ? model : currentModel(seconds, model, since);
  let due = 0;
  for (const { at, accepted, received } of seconds) {
    if (at < since || at >= now || hasReceipt({ at, accepted, received })) continue;
    const observedMs = firstDownMoment(at, now, downtime) - at;
    due += accepted * known.share * answeredWithin(known, observedMs, MUTE_SLOWNESS);
  }
  return due >= MUTE_DUE ? since : undefined;
}

function lateSilence({ silences = [] }: FlowBins, now: number): Silence | undefined {
  const last = silences.at(-1);
  return last !== undefined && now < last.to + catchUpMs(last) ? last : undefined;
}

function isHabit({ bins, model, now }: SilenceInput, since: number): boolean {
  return now - since <= LATE * usualSilence(bins, model) || isQuietHour(model, since, now);
}

/** Returns when the last receipt arrived; without a receipt, when the first message was accepted. */
export function lastReceiptTime({ lastReceiptAt, seconds }: FlowBins, now: number): number {
  return lastReceiptAt ?? seconds[0]?.at ?? now;
}

function due({ seconds }: FlowBins, known: LatencyModel, from: number, to: number): number {
  const model = known.learnedFrom >= ENOUGH ? known : currentModel(seconds, known, from);
  let sum = 0;
  for (const { at, accepted } of seconds) {
    if (at >= to) continue;
    const until = answeredWithin(model, to - at);
    const before = answeredWithin(model, Math.max(0, from - at));
    sum += accepted * model.share * (until - before);
  }
  return sum;
}

function currentModel(seconds: readonly BinSecond[], model: LatencyModel, until: number): LatencyModel {
  const seen = observe(seconds, { now: until, windowMs: WINDOW_MS });
  return seen.receipts >= LEAST_DUE ? liveModel(seen) : model;
}
