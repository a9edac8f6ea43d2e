import { lowerEdge } from "@relance/spec";
import type { FlowBins } from "../flows.ts";
import { answeredWithin, type LatencyModel } from "../latency-model.ts";
import { type Downtime, type Observation, observe } from "../observation.ts";
import { learnQuietHours } from "../quiet-hours.ts";
import { usualSilence } from "../silence.ts";
import { chooseModel, type ProviderModels, type WatchMemory } from "../watch-memory.ts";
import { avoidedDestinations, withoutExcluded } from "./exclude-destinations.ts";
import type { ReceiptsReceived } from "./receipt-tracker.ts";

const MINUTE_MS = 60_000;
const RIPE_MS = 15 * MINUTE_MS;
const PIECE_MS = MINUTE_MS;

export interface Lesson {
  readonly models: ReadonlyMap<string, ProviderModels>;
  readonly learnedThrough: number;
}

/**
 * Learns from messages that reached the required age since the last check. Skips suspected providers, because a model
 * that learned a loss would treat the loss as normal. Returns `undefined` if no message reached that age.
 */
export function learn(
  observed: ReceiptsReceived,
  memory: WatchMemory,
  modelsOf: (provider: string) => ProviderModels,
): Lesson | undefined {
  const through = Math.floor((observed.now - RIPE_MS) / MINUTE_MS) * MINUTE_MS;
  const from = memory.learnedThrough ?? 0;
  if (through - from < PIECE_MS) return undefined;
  const models = new Map<string, ProviderModels>();
  for (const flow of observed.flows) {
    const { provider, destination } = flow.name;
    const { state = "open", fault } = memory.providers[provider] ?? {};
    if (state !== "open" || fault === "unknown") continue;
    const avoided = avoidedDestinations(memory, provider);
    const begin = Math.max(from, avoided.get(destination ?? "") ?? 0);
    const { seconds: rest } = destination === undefined ? withoutExcluded(flow, observed.flows, avoided) : flow;
    const seconds = rest.filter(({ at }) => at >= begin && at < through);
    if (seconds.length === 0) continue;
    const known = models.get(provider) ?? modelsOf(provider);
    const before = chooseModel(known, destination);
    const own = destination === undefined ? before : (known[destination] ?? { ...before, learnedFrom: 0 });
    const downtime = [...observed.downtimeOf(provider), ...observed.silencesFor(provider)];
    const learned = learnModel(own, { seconds, silences: flow.silences }, { now: observed.now, downtime });
    const after = learnQuietHours(learned, flow, observed.now);
    if (after !== own) models.set(provider, { ...known, [destination ?? ""]: after });
  }
  return { models, learnedThrough: through };
}

/** The weight of the assumed model, in observed messages. */
const PRIOR_WEIGHT = 200;
const ENOUGH = 1_000;
/** The maximum weight of earlier messages, so that the model continues to adapt. */
const MOST_REMEMBERED = 100_000;

/** Updates a model. Learn only from healthy periods: a model that learned a loss would treat it as normal. */
export function learnModel(
  model: LatencyModel,
  bins: FlowBins,
  options: { readonly now: number; readonly downtime?: readonly Downtime[] | undefined },
): LatencyModel {
  const seen = observe(bins.seconds, {
    now: options.now,
    windowMs: Number.POSITIVE_INFINITY,
    minAgeMs: RIPE_MS,
    downtime: options.downtime,
    silences: bins.silences,
  });
  const matureWaiting = seen.waiting.reduce((sum, { ageMs, count }) => sum + (ageMs >= RIPE_MS ? count : 0), 0);
  const received = spread(seen, model);
  const observed = received.reduce((sum, count, bin) => sum + (lowerEdge(bin) < RIPE_MS ? count : 0), 0);
  const messages = observed + matureWaiting;
  if (messages === 0) return model;
  const known = Math.min(MOST_REMEMBERED, model.learnedFrom) + PRIOR_WEIGHT;
  const ripe = answeredWithin(model, RIPE_MS);
  const share = Math.min(1, (model.share * known + Math.min(messages, observed / ripe)) / (known + messages));
  const learnedFrom = model.learnedFrom + messages;
  return {
    cumulative: blend(model, received, known * model.share),
    share,
    learnedFrom,
    silenceMs: usualSilence(bins, { ...model, silenceMs: 0 }),
    ...(model.quiet === undefined ? {} : { quiet: model.quiet }),
    ...(learnedFrom < ENOUGH && model.others !== undefined ? { others: model.others } : {}),
  };
}

function spread({ received, withheld }: Observation, { cumulative }: LatencyModel): readonly number[] {
  const all = [...received];
  for (const { first, last, count } of withheld) {
    const before = cumulative[first - 1] ?? 0;
    const total = (cumulative[last] ?? 1) - before;
    if (total <= 0) continue;
    all[last] = (all[last] ?? 0) - count;
    for (let bin = first; bin <= last; bin++) {
      const part = ((cumulative[bin] ?? 1) - (cumulative[bin - 1] ?? 0)) / total;
      all[bin] = (all[bin] ?? 0) + part * count;
    }
  }
  return all;
}

/** Adds the receipts of messages' first fifteen minutes. The share of later receipts does not change. */
function blend(model: LatencyModel, received: readonly number[], weight: number): readonly number[] {
  const ripeBins = received.filter((_, bin) => lowerEdge(bin) < RIPE_MS).length;
  const ripe = model.cumulative[ripeBins - 1] ?? 1;
  const seen = received.slice(0, ripeBins).reduce((sum, count) => sum + count, 0);
  let added = 0;
  return model.cumulative.map((known, bin) => {
    if (bin >= ripeBins) return known;
    added += received[bin] ?? 0;
    const fresh = seen === 0 ? known : (ripe * added) / seen;
    return (known * weight + fresh * seen) / (weight + seen);
  });
}
