import type { EventKind, RelanceEvent, Runtime } from "@relance/spec";

/**
 * What a receiver reads: the caller's own key and facts, never an address, a text or a token. Built from the stored
 * events alone, so that a repetition is the same to the byte.
 */
export function webhookPayload(
  events: readonly RelanceEvent[],
  isBatch: boolean,
  hash: Runtime["hash"],
): WebhookPayload {
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

/** One of the caller's systems that receives events, as the engine needs it. */
export interface WebhookConsumer {
  /** Names its cursor in the store. */
  readonly name: string;
  readonly kinds: ReadonlySet<EventKind>;
  /** Only what happens in campaigns of this name. Absent = in all. */
  readonly campaign?: string | undefined;
  /** Most events of one request. Absent = each event is a separate request. */
  readonly batch?: number | undefined;
  /** Makes the request. @throws {ProviderError} when it was not taken; `vendorCode` holds the status */
  post(payload: WebhookPayload, signal: AbortSignal): Promise<void>;
}

/** One request. */
export interface WebhookPayload {
  /** The same with every repetition. */
  readonly id: string;
  readonly body: string;
}
