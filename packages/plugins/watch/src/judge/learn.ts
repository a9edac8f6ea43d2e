import { learnModel } from "../learn-model.ts";
import { learnQuietHours } from "../quiet-hours.ts";
import type { ProviderModels, WatchMemory } from "../watch-memory.ts";
import { modelOf } from "../watch-memory.ts";
import type { Listened } from "./receipt-tracker.ts";
import { ledAround, withoutParts } from "./without-parts.ts";

const MINUTE_MS = 60_000;
/** Messages of this age have got all receipts that are to be expected. */
const RIPE_MS = 15 * MINUTE_MS;
/** The watch learns from periods of at least this length. */
const PIECE_MS = MINUTE_MS;

/** The models that a check learned, by provider, and the time up to which messages were used. */
export interface Lesson {
  readonly models: ReadonlyMap<string, ProviderModels>;
  readonly learnedThrough: number;
}

/**
 * Learns from messages that have reached the required age since the last check. Providers under any suspicion are
 * skipped, because a model that learned a loss would call it healthy. `undefined` means no such messages.
 */
export function learn(
  heard: Listened,
  memory: WatchMemory,
  modelsOf: (provider: string) => ProviderModels,
): Lesson | undefined {
  const through = Math.floor((heard.now - RIPE_MS) / MINUTE_MS) * MINUTE_MS;
  const from = memory.learnedThrough ?? 0;
  if (through - from < PIECE_MS) return undefined;
  const models = new Map<string, ProviderModels>();
  for (const flow of heard.flows) {
    const { provider, destination } = flow.name;
    const { state = "open", fault } = memory.providers[provider] ?? {};
    if (state !== "open" || fault === "unknown") continue;
    const led = ledAround(memory, provider);
    const begin = Math.max(from, led.get(destination ?? "") ?? 0);
    const { seconds: rest } = destination === undefined ? withoutParts(flow, heard.flows, led) : flow;
    const seconds = rest.filter(({ at }) => at >= begin && at < through);
    if (seconds.length === 0) continue;
    const known = models.get(provider) ?? modelsOf(provider);
    const before = modelOf(known, destination);
    const own = destination === undefined ? before : (known[destination] ?? { ...before, learnedFrom: 0 });
    const downtime = [...heard.downtimeOf(provider), ...heard.silenceOf(provider)];
    const learned = learnModel(own, { seconds, silences: flow.silences }, { now: heard.now, downtime });
    const after = learnQuietHours(learned, flow, heard.now);
    if (after !== own) models.set(provider, { ...known, [destination ?? ""]: after });
  }
  return { models, learnedThrough: through };
}
