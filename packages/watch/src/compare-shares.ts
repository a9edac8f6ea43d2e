import type { FlowBins } from "./flow-bins.ts";
import { wilson } from "./loss-likelihood.ts";
import { type Downtime, observe } from "./observation.ts";
import type { FlowVerdict } from "./verdict.ts";

/** What has not come by then hardly comes, over whichever vendor. */
const RIPE_MS = 600_000;
const WINDOW_MS = 1_260_000;
/** Fewer messages of either say nothing. */
const LEAST_MESSAGES = 40;
const DEVIATIONS = 4;
/** Vendors report a little more or less than each other. */
const WORTH_SAYING = 0.05;

/** A flow and how it was heard. */
export interface ComparedFlow {
  readonly bins: FlowBins;
  readonly downtime?: readonly Downtime[] | undefined;
}

/**
 * Holds a flow against another vendor's, whose recipients were drawn from the same audience and sent to in the same minutes:
 * what else they differ by is chance. Says a loss where it is certain that of its messages 5 % fewer were answered after ten
 * minutes (difference of two shares, Newcombe 1998, method 10, at four standard deviations). `undefined` = it is not certain.
 */
export function compareShares(own: ComparedFlow, other: ComparedFlow, now: number): FlowVerdict | undefined {
  const times = timesOf(other);
  const shared = new Set(timesOf(own).filter((at) => times.includes(at)));
  const mine = ripe(own, shared, now);
  const theirs = ripe(other, shared, now);
  if (Math.min(mine.accepted, theirs.accepted) < LEAST_MESSAGES) return undefined;
  const likeliest = theirs.share - mine.share;
  const atLeast = likeliest - Math.hypot(theirs.share - theirs.low, mine.high - mine.share);
  const atMost = likeliest + Math.hypot(theirs.high - theirs.share, mine.share - mine.low);
  if (atLeast <= WORTH_SAYING) return undefined;
  const { accepted, receipts } = mine;
  const beside = { accepted: theirs.accepted, receipts: theirs.receipts };
  const loss = { likeliest, atLeast, atMost, slowness: 1 };
  return { kind: "confirmed-loss", level: "pause", accepted, receipts, loss, beside };
}

/** When messages were handed over. */
function timesOf({ bins }: ComparedFlow): readonly number[] {
  return bins.seconds.filter(({ accepted }) => accepted > 0).map(({ at }) => at);
}

/** Messages that have had their ten minutes, and how many of them were answered. */
function ripe({ bins, downtime }: ComparedFlow, shared: ReadonlySet<number>, now: number) {
  const seconds = bins.seconds.filter(({ at }) => shared.has(at));
  const { silences } = bins;
  const seen = observe(seconds, { now, windowMs: WINDOW_MS, minAgeMs: RIPE_MS, downtime, silences });
  const heardOut = seen.waiting.reduce((sum, { ageMs, count }) => sum + (ageMs >= RIPE_MS ? count : 0), 0);
  const accepted = seen.receipts + heardOut;
  const share = accepted === 0 ? 0 : seen.receipts / accepted;
  return { accepted, receipts: seen.receipts, share, ...wilson(seen.receipts, accepted, DEVIATIONS) };
}
