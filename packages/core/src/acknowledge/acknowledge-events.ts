import {
  type AcknowledgeEvent,
  type AcknowledgeItem,
  type AcknowledgeResult,
  isInstant,
} from "@relance/spec";
import type { EngineContext } from "../context.ts";

/** Most items of one store call; the contract allows 10,000. */
const BATCH = 2_000;
const MAX_KEY = 200;

/** The caller's own system says what happened: idempotent, in bulk, out of order, before the enrollment or late. */
export async function acknowledgeEvents(
  context: EngineContext,
  events: readonly AcknowledgeEvent[],
  onChange: () => void,
): Promise<readonly AcknowledgeResult[]> {
  const results: AcknowledgeResult[] = [];
  for (let start = 0; start < events.length; start += BATCH) {
    results.push(...(await acknowledgeBatch(context, events.slice(start, start + BATCH))));
  }
  if (events.some(mayMakeWork)) onChange();
  return results;
}

/** Who has done it needs nobody; who takes it back, or answered something else, may have to be written to now. */
function mayMakeWork(event: AcknowledgeEvent): boolean {
  return event?.revoke === true || (event?.answer ?? "done") !== "done";
}

async function acknowledgeBatch(
  context: EngineContext,
  events: readonly AcknowledgeEvent[],
): Promise<readonly AcknowledgeResult[]> {
  const results: AcknowledgeResult[] = [];
  const items: AcknowledgeItem[] = [];
  const places: number[] = [];
  events.forEach((event, place) => {
    const refusal = refuse(event);
    results[place] = refusal ?? { status: "waiting" };
    if (refusal !== undefined) return;
    items.push(toItem(event));
    places.push(place);
  });
  const answers = items.length === 0 ? [] : await context.store.acknowledge(items);
  answers.forEach(({ status, code }, index) => {
    const place = places[index];
    if (place !== undefined) results[place] = code === undefined ? { status } : { status, code };
  });
  return results;
}

function refuse(event: AcknowledgeEvent): AcknowledgeResult | undefined {
  const key: unknown = event?.key;
  if (typeof key !== "string" || key.trim() === "" || key.length > MAX_KEY) {
    return { status: "refused", code: "message/bad-key" };
  }
  const at: unknown = event.occurredAt;
  return at === undefined || isInstant(at) ? undefined : { status: "refused", code: "message/bad-deadline" };
}

function toItem(event: AcknowledgeEvent): AcknowledgeItem {
  const { key, on, occurredAt, revoke = false, answer = "done", tenant = "" } = event;
  const at = occurredAt?.getTime();
  return {
    target: { tenant, key: key.trim().normalize("NFC"), on },
    answer,
    method: "event",
    strength: "event",
    occurredAt: at,
    source: `event:${on ?? ""}`,
    sourceId: event.id ?? `${key} ${at ?? ""} ${answer} ${revoke ? "revoke" : "ack"}`,
    revoke,
  };
}
