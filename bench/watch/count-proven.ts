import type { FlowBins } from "../../packages/plugins/watch/src/flows.ts";
import type { LatencyModel } from "../../packages/plugins/watch/src/latency-model.ts";
import { dueShare, type ProvenCount } from "../../packages/plugins/watch/src/proven-share.ts";
import type { Answer } from "./simulate-run.ts";
import { MINUTE_MS, SECOND_MS } from "./world.ts";

const EVERY_MS = 10 * SECOND_MS;
const LEAST_AGE_MS = MINUTE_MS;
const LEAST_REST_MS = 10 * SECOND_MS;
const LONGEST_MS = 20 * MINUTE_MS;
const ENOUGH = 100;
const WITHIN_MS = 10 * MINUTE_MS;

/** Counts recipients' answers since the watch began to suspect a provider. */
export class ProvenCounter {
  #known: ProvenCount | undefined;

  count(
    answers: readonly Answer[],
    bins: FlowBins,
    model: LatencyModel,
    { now, isInDoubt }: { readonly now: number; readonly isInDoubt: boolean },
  ): ProvenCount | undefined {
    const isDue = this.#known === undefined ? isInDoubt : now % EVERY_MS === 0;
    if (!isDue) return this.#known;
    const lastSentAt = bins.seconds.findLast(({ accepted }) => accepted > 0)?.at ?? 0;
    const until = now - (now - lastSentAt >= LEAST_REST_MS ? LEAST_REST_MS : LEAST_AGE_MS);
    const since = Math.ceil((now - LONGEST_MS) / MINUTE_MS) * MINUTE_MS;
    const stretch = { since, until, now };
    const observed = answers.filter(
      ({ born, at }) => born >= stretch.since && born < stretch.until && at <= now && at < born + WITHIN_MS,
    );
    if (observed.length < Math.min(this.#known?.messages ?? 0, ENOUGH)) return this.#known;
    const receipts = observed.filter(({ receiptAt }) => receiptAt !== undefined && receiptAt <= now).length;
    const seconds = bins.seconds.filter(({ at }) => at >= stretch.since && at < stretch.until);
    const all = {
      messages: seconds.reduce((sum, { accepted }) => sum + accepted, 0),
      receipts: seconds.flatMap(({ received }) => received).reduce((sum, count) => sum + count, 0),
    };
    this.#known = { messages: observed.length, receipts, all, due: dueShare(bins.seconds, model, stretch) };
    return this.#known;
  }
}
