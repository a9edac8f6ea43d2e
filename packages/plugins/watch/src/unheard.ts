import type { BinSecond, FlowBins } from "./flow-bins.ts";
import { answeredWithin, type LatencyModel, liveModel } from "./latency-model.ts";
import { type Downtime, firstDownMoment, observe } from "./observation.ts";
import { isQuietHour } from "./quiet-hours.ts";
import { catchUpMs, LEAST_SILENCE_MS, type Silence } from "./silence.ts";

/** A silence needs at least this many expected receipts. */
const LEAST_DUE = 30;
/** A flow that has become so many times slower would have at least this many receipts: it is mute. */
const MUTE_SLOWNESS = 4;
const MUTE_DUE = 15;
/** Silences matter as long as their messages do, and this many show a habit. */
const REMEMBERED_MS = 25 * 60_000;
const MOST_REMEMBERED = 16;
/** A receipt within this counts as current. */
const JUST_MS = 2_000;
/** A model learned from this many messages is trusted. */
const ENOUGH = 1_000;
const WINDOW_MS = 300_000;
/** A burst may be this many times later than usual. */
const LATE = 2;

export interface Listening {
  readonly bins: FlowBins;
  readonly model: LatencyModel;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Periods without a receiver for its provider. @default none */
  readonly downtime?: readonly Downtime[] | undefined;
  /** Receipts of its provider's other flows arrived within the last seconds. @default false */
  readonly isPipeOpen?: boolean | undefined;
}

/** After a receipt at `lastReceiptAt`: the flow's silences, including one that it may have ended. */
export function addSilence(bins: FlowBins, model: LatencyModel, heardAt: number): readonly Silence[] {
  const { silences = [] } = bins;
  const from = lastHeard(bins, heardAt);
  const isOne = heardAt - from >= LEAST_SILENCE_MS && due(bins, model, from, heardAt) >= LEAST_DUE;
  const all = isOne ? [...silences, { from, to: heardAt }] : silences;
  return all.filter(({ to }) => to >= heardAt - REMEMBERED_MS).slice(-MOST_REMEMBERED);
}

/** A flow's usual silence: the second longest of late, because one alone is no habit. */
export function usualSilence({ silences = [] }: FlowBins, model: LatencyModel): number {
  const [, second] = silences.map(({ from, to }) => to - from).sort((a, b) => b - a);
  return Math.max(second ?? 0, model.silenceMs ?? 0);
}

/** A flow without receipts. */
export interface Unheard {
  /** Until when its messages' fate is known. */
  readonly since: number;
  /** It will resume as always, or withheld receipts are arriving now. */
  readonly isUsual: boolean;
}

/**
 * Since when nothing new is known of a flow: no receipt arrives although many are due, or withheld ones are still
 * arriving. A loss removes messages from a continuing stream; if the stream itself pauses, messages' ages end with it.
 * `undefined` = receipts arrive.
 */
export function unheard(listening: Listening): Unheard | undefined {
  const { bins, model, now, isPipeOpen = false } = listening;
  const last = lateSilence(bins, now);
  if (last !== undefined) return { since: last.from, isUsual: true };
  const since = lastHeard(bins, now);
  if (now - since < JUST_MS) return undefined;
  const isUsual = isHabit(listening, since);
  if ((isPipeOpen && !isUsual) || due(bins, model, since, now) < LEAST_DUE) return undefined;
  return { since, isUsual };
}

/**
 * Since when a flow is mute: none of the messages sent since has a receipt, although even a slow flow would have many. A late
 * receipt about an older message does not end that. `undefined` = it is not, or as usual.
 */
export function muteSince(listening: Listening): number | undefined {
  const { bins, model, now, downtime = [] } = listening;
  const { seconds } = bins;
  const isHeard = ({ received }: BinSecond) => received.some((count) => count > 0);
  const since = (seconds.findLast(isHeard) ?? seconds[0])?.at;
  if (since === undefined) return undefined;
  // silences between late receipts are part of this one
  const before = { ...bins, silences: bins.silences?.filter(({ from }) => from < since) };
  if (lateSilence(before, now) !== undefined || isHabit({ ...listening, bins: before }, since)) return undefined;
  const known = model.learnedFrom >= ENOUGH ? model : asHeard(seconds, model, since);
  let due = 0;
  for (const { at, accepted, received } of seconds) {
    if (at < since || at >= now || isHeard({ at, accepted, received })) continue;
    const heardFor = firstDownMoment(at, now, downtime) - at;
    due += accepted * known.share * answeredWithin(known, heardFor, MUTE_SLOWNESS);
  }
  return due >= MUTE_DUE ? since : undefined;
}

/** The last silence, while its withheld receipts arrive. */
function lateSilence({ silences = [] }: FlowBins, now: number): Silence | undefined {
  const last = silences.at(-1);
  return last !== undefined && now < last.to + catchUpMs(last) ? last : undefined;
}

function isHabit({ bins, model, now }: Listening, since: number): boolean {
  return now - since <= LATE * usualSilence(bins, model) || isQuietHour(model, since, now);
}

/** When the last receipt arrived; before the first one, when its first message was accepted. */
export function lastHeard({ lastReceiptAt, seconds }: FlowBins, now: number): number {
  return lastReceiptAt ?? seconds[0]?.at ?? now;
}

/** Receipts that a healthy flow would have between two moments. */
function due({ seconds }: FlowBins, known: LatencyModel, from: number, to: number): number {
  const model = known.learnedFrom >= ENOUGH ? known : asHeard(seconds, known, from);
  let sum = 0;
  for (const { at, accepted } of seconds) {
    if (at >= to) continue;
    const until = answeredWithin(model, to - at);
    const before = answeredWithin(model, Math.max(0, from - at));
    sum += accepted * model.share * (until - before);
  }
  return sum;
}

/** How a hardly known flow has behaved until then; nothing is due for messages that it never answers. */
function asHeard(seconds: readonly BinSecond[], model: LatencyModel, until: number): LatencyModel {
  const seen = observe(seconds, { now: until, windowMs: WINDOW_MS });
  return seen.receipts >= LEAST_DUE ? liveModel(seen) : model;
}
