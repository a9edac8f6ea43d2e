import type { FlowBins } from "./flows.ts";
import { answeredWithin, type LatencyModel } from "./latency-model.ts";
import { type Caution, DEFAULT_CAUTION, LossLikelihood } from "./loss-likelihood.ts";
import { type Downtime, observe } from "./observation.ts";
import { currentSilence } from "./silence.ts";

const TOLERATED = 0.15;
/** The answer is `wait` until half of the messages of the first wave have a receipt, or should have a receipt. */
const RIPE_SHARE = 0.5;
export const LEAST_OF_PILOT = 100;

export interface PilotVerdict {
  /** `wait` = too few receipts yet · `go` = start the next wave · `stop` = the flow loses messages. */
  readonly answer: "wait" | "go" | "stop";
  readonly accepted: number;
  readonly receipts: number;
  readonly likeliest: number;
  readonly atMost: number;
}

/**
 * Judges the messages of the first wave in a flow. Answers `go` if a loss of 15 % is ruled out, and `stop` if a loss of
 * 5 % (15 % for an unknown flow) is proven. The judgment detects a loss of 15 % after about 290 messages.
 */
export function judgePilot(input: {
  readonly bins: FlowBins;
  readonly model: LatencyModel;
  readonly now: number;
  readonly downtime?: readonly Downtime[] | undefined;
  readonly caution?: Caution | undefined;
  readonly least?: number | undefined;
}): PilotVerdict {
  const { bins, model, now, downtime = [], least = LEAST_OF_PILOT } = input;
  const silence = currentSilence({ bins, model, now });
  const seen = observe(bins.seconds, {
    now,
    windowMs: Number.POSITIVE_INFINITY,
    downtime: silence === undefined ? downtime : [...downtime, { from: silence.since }],
    silences: bins.silences,
  });
  const likelihood = new LossLikelihood(seen, model, input.caution);
  const { likeliest, atMost } = likelihood.estimate();
  const waitingDue = seen.waiting.reduce((sum, { ageMs, count }) => sum + count * answeredWithin(model, ageMs), 0);
  const isRipe = seen.accepted >= least && seen.receipts + waitingDue >= RIPE_SHARE * seen.accepted;
  const stopsAt = model.learnedFrom > 0 ? 0.05 : TOLERATED;
  let answer: PilotVerdict["answer"] = "wait";
  if (isRipe && likelihood.exceeds(stopsAt)) answer = "stop";
  else if (isRipe && atMost < TOLERATED) answer = "go";
  return { answer, accepted: seen.accepted, receipts: seen.receipts, likeliest, atMost };
}

const PROBE_CAUTION: Caution = { ...DEFAULT_CAUTION, dispersion: 1, deviations: 3 };
const LEAST_OF_PROBE = 30;

/** Judges a probe. About 50 receipts rule out a loss of 15 %. A loss may look like a silence. */
export function judgeProbe(input: Omit<Parameters<typeof judgePilot>[0], "caution" | "least">): PilotVerdict {
  const { accepted, receipts } = observe(input.bins.seconds, { now: input.now, windowMs: Number.POSITIVE_INFINITY });
  return { ...judgePilot({ ...input, caution: PROBE_CAUTION, least: LEAST_OF_PROBE }), accepted, receipts };
}
