import type { RelanceEvent, Runtime } from "@relance/spec";
import type { WebhookLetter } from "./webhook-consumer.ts";

/**
 * What a receiver reads: the caller's own key and facts, never an address, a text or a token. Built from the stored
 * events alone, so that a repetition is the same to the byte.
 */
export function webhookLetter(events: readonly RelanceEvent[], isBatch: boolean, hash: Runtime["hash"]): WebhookLetter {
  const [first] = events;
  if (first === undefined) throw new RangeError("a letter tells of one event at least");
  const timestamp = first.at.toISOString();
  if (!isBatch) {
    return { id: idOf(first), body: JSON.stringify({ type: first.type, timestamp, data: factsOf(first) }) };
  }
  const all = events.map((event) => ({ type: event.type, at: event.at.toISOString(), ...factsOf(event) }));
  const id = `events-${hash(events.map(idOf).join(" ")).slice(0, 32)}`;
  return { id, body: JSON.stringify({ type: "events", timestamp, data: { events: all } }) };
}

/** Two stores give the same number to different events, but not at the same instant. */
function idOf({ id, at }: RelanceEvent): string {
  return `event-${at.getTime().toString(36)}-${id}`;
}

/** Named one by one: what a later version adds to events does not leave the house by itself. */
function factsOf(event: RelanceEvent) {
  const { campaign, key, version, attemptId, provider, step, cause, answer, quality, late } = event;
  const { reason, line, steering, seal } = event;
  const { name, occurrence } = campaign;
  return {
    id: idOf(event),
    campaign: { name, occurrence },
    key,
    version,
    step,
    attemptId,
    provider,
    cause,
    answer,
    quality,
    late,
    reason,
    line,
    steering,
    seal,
  };
}
