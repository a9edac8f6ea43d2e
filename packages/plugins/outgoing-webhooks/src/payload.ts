import { hash } from "node:crypto";
import type { PostPayload, RelanceEvent } from "@relance/spec";

/** Builds a request body. A retry of the request has the same bytes. The body has no address, text or token. */
export function webhookPayload(events: readonly RelanceEvent[], isBatch: boolean): PostPayload {
  const [first] = events;
  if (first === undefined) throw new RangeError("a request must contain at least one event: pass one");
  const timestamp = first.at.toISOString();
  if (!isBatch) {
    return { id: eventId(first), body: JSON.stringify({ type: first.type, timestamp, data: eventFacts(first) }) };
  }
  const all = events.map((event) => ({ type: event.type, at: event.at.toISOString(), ...eventFacts(event) }));
  const id = `events-${hash("sha256", events.map(eventId).join(" ")).slice(0, 32)}`;
  return { id, body: JSON.stringify({ type: "events", timestamp, data: { events: all } }) };
}

/** Combines an event's number and time, because a restored store may reuse the number for another event. */
function eventId({ id, at }: RelanceEvent): string {
  return `event-${at.getTime().toString(36)}-${id}`;
}

/**
 * The fields of an event that a request contains. A field that is added to events later must be listed here to be sent.
 */
const FACTS = [
  ...(["key", "version", "step", "attemptId", "provider", "cause", "answer", "quality", "late"] as const),
  ...(["reason", "line", "steering", "seal"] as const),
];

function eventFacts(event: RelanceEvent): object {
  const { name, occurrence } = event.campaign;
  const facts = Object.fromEntries(FACTS.map((fact) => [fact, event[fact]]));
  return { id: eventId(event), campaign: { name, occurrence }, ...facts };
}
