import type { BinSecond, FlowBins } from "./flow-bins.ts";
import { answeredWithin, type LatencyModel, liveModel } from "./latency-model.ts";
import { observe } from "./observation.ts";
import { isQuietHour } from "./quiet-hours.ts";
import { catchUpMs, LEAST_SILENCE_MS, type Silence } from "./silence.ts";

/** As many receipts a healthy flow would have given in a stretch, before it is a silence. */
const LEAST_DUE = 30;
/** Silences matter as long as the messages of their time do, and this many of them show a habit. */
const REMEMBERED_MS = 25 * 60_000;
const MOST_REMEMBERED = 16;
/** What was heard within this is heard. */
const JUST_MS = 2_000;
/** A model that was learned from this many messages is trusted. */
const ENOUGH = 1_000;
const WINDOW_MS = 300_000;
/** A burst may be this many times later than usual. */
const LATE = 2;

/** What a silence is seen by. */
export interface Listening {
  readonly bins: FlowBins;
  readonly model: LatencyModel;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Receipts about other flows of its provider came within the last seconds. @default false */
  readonly isPipeOpen?: boolean | undefined;
}

/** A receipt came in after that at `lastReceiptAt`: the silences of the flow, with the one that this may have ended. */
export function addSilence(bins: FlowBins, model: LatencyModel, heardAt: number): readonly Silence[] {
  const { silences = [] } = bins;
  const from = lastHeard(bins, heardAt);
  const isOne = heardAt - from >= LEAST_SILENCE_MS && due(bins, model, from, heardAt) >= LEAST_DUE;
  const all = isOne ? [...silences, { from, to: heardAt }] : silences;
  return all.filter(({ to }) => to >= heardAt - REMEMBERED_MS).slice(-MOST_REMEMBERED);
}

/** How long a flow is silent now and then: the second longest silence of late, because one alone is no habit. */
export function usualSilence({ silences = [] }: FlowBins, model: LatencyModel): number {
  const [, second] = silences.map(({ from, to }) => to - from).sort((a, b) => b - a);
  return Math.max(second ?? 0, model.silenceMs ?? 0);
}

/** A flow from which no receipt comes in. */
export interface Unheard {
  /** Until when it is known what became of its messages. */
  readonly since: number;
  /** It will be heard again, as always, or what was withheld comes in just now. */
  readonly isUsual: boolean;
}

/**
 * Since when nothing new is known of a flow, if no receipt comes in though many are due, or what was withheld still
 * does. A loss takes messages out of a stream that continues; where the stream itself rests, the age of a message ends
 * with it.
 * `undefined` = it is heard.
 */
export function unheard(listening: Listening): Unheard | undefined {
  const { bins, model, now, isPipeOpen = false } = listening;
  const last = bins.silences?.at(-1);
  if (last !== undefined && now < last.to + catchUpMs(last)) return { since: last.from, isUsual: true };
  const since = lastHeard(bins, now);
  if (now - since < JUST_MS) return undefined;
  const isUsual = now - since <= LATE * usualSilence(bins, model) || isQuietHour(model, since, now);
  if ((isPipeOpen && !isUsual) || due(bins, model, since, now) < LEAST_DUE) return undefined;
  return { since, isUsual };
}

/** When the last receipt came in; before the first one, when its first message was taken. */
export function lastHeard({ lastReceiptAt, seconds }: FlowBins, now: number): number {
  return lastReceiptAt ?? seconds[0]?.at ?? now;
}

/** Receipts that a healthy flow would give between two moments. */
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

/** How a flow that is hardly known has answered until then; nothing is due of messages that such a flow never answers. */
function asHeard(seconds: readonly BinSecond[], model: LatencyModel, until: number): LatencyModel {
  const seen = observe(seconds, { now: until, windowMs: WINDOW_MS });
  return seen.receipts >= LEAST_DUE ? liveModel(seen) : model;
}
