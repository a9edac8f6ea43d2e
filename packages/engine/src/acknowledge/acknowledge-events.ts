import {
  type AcknowledgeAnswer,
  type AcknowledgeEvent,
  type AcknowledgeItem,
  type AcknowledgeResult,
  ConfigError,
  isInstant,
  namesOf,
  refuseProblems,
  unknownNames,
} from "@relance/spec";
import type { EngineContext } from "../base/context.ts";
import { personKey, tombstonesOf } from "../base/person-key.ts";

/** Most items of one store call; the contract allows 10,000. */
const BATCH = 2_000;
/**
 * How far the caller's clock may be ahead, wrong time zones included. Events further ahead could not be revoked: a
 * revocation covers only earlier events.
 */
const MAX_AHEAD_MS = 86_400_000;
/** Longest event name, answer or source id, in characters. */
const MAX_NAME = 255;

const NAMES = namesOf<AcknowledgeEvent>()("key on occurredAt id answer revoke tenant");

/** Refuses unknown options: a misspelt `answer` would silently be "done". @throws {ConfigError} `config/invalid` */
export function refuseMisspeltEvents(events: readonly AcknowledgeEvent[]): void {
  const found: unknown = events;
  if (!Array.isArray(found)) throw new ConfigError("config/invalid", "acknowledge takes an array of events");
  refuseProblems(found.flatMap((event: unknown, place) => unknownNames(event, NAMES, `events[${place}]`)));
}

/** Records events of the caller's own system: idempotent, in bulk, out of order, before the enrollment or late. */
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

/** Whether the event may make messages due. A recipient who confirmed needs none; other answers may require one. */
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
    const { item, refusal } = readEvent(event, context);
    results[place] = refusal ?? { status: "refused" };
    if (item === undefined) return;
    items.push(item);
    places.push(place);
  });
  const answers =
    items.length === 0
      ? []
      : await recordAll(
          context,
          items,
          places.map((place) => events[place]),
        );
  const objectionTo = context.versions.hearing();
  for (const [index, { status, code: refusal }] of answers.entries()) {
    const place = places[index];
    if (place === undefined) continue;
    // an event that no campaign knows may wait forever for its recipient
    const code = status === "waiting" ? await objectionTo(events[place] ?? {}) : refusal;
    results[place] = code === undefined ? { status } : { status, code };
  }
  return results;
}

/**
 * Without an id and an instant, a repeated event looks like a new answer. The recipient's current state decides: an
 * acknowledgement that was revoked since, or a revocation after another acknowledgement, is new.
 */
async function recordAll(
  context: EngineContext,
  items: readonly AcknowledgeItem[],
  events: readonly (AcknowledgeEvent | undefined)[],
): Promise<readonly AcknowledgeAnswer[]> {
  const answers = [...(await context.store.acknowledge(items))];
  const doubtful = items.flatMap((item, index) => {
    const isNameless = events[index]?.id === undefined && item.occurredAt === undefined && item.answer === "done";
    return answers[index]?.status === "duplicate" && isNameless ? [{ item, index }] : [];
  });
  if (doubtful.length === 0) return answers;
  const { acknowledged } = await context.store.statuses({ targets: doubtful.map(({ item }) => item.target) });
  const news = doubtful.filter(({ item }, place) => acknowledged[place] === (item.revoke === true));
  const fresh = news.map(({ item }) => ({ ...item, sourceId: `${item.sourceId} ${context.runtime.id()}` }));
  const again = fresh.length === 0 ? [] : await context.store.acknowledge(fresh);
  news.forEach(({ index }, place) => {
    const answer = again[place];
    if (answer !== undefined) answers[index] = answer;
  });
  return answers;
}

/** The item for the store, or the reason why the event is invalid. */
export type Reading =
  | { readonly item: AcknowledgeItem; readonly refusal?: undefined }
  | { readonly item?: undefined; readonly refusal: AcknowledgeResult };

/** Validates one event. An invalid event is refused without affecting the others. */
export function readEvent(event: AcknowledgeEvent, { runtime, signer }: EngineContext): Reading {
  const key = personKey(event?.key);
  if (key === undefined) return { refusal: { status: "refused", code: "message/bad-key" } };
  const { on, id, answer, tenant, occurredAt } = event;
  if (![on, id, answer, tenant].every(isName)) return { refusal: { status: "refused", code: "message/bad-text" } };
  if (occurredAt !== undefined && !(isInstant(occurredAt) && occurredAt.getTime() <= runtime.now() + MAX_AHEAD_MS))
    return { refusal: { status: "refused", code: "message/bad-deadline" } };
  return { item: toItem(key, tombstonesOf(signer, tenant ?? "", key), event) };
}

function isName(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === "string" && value.length <= MAX_NAME && value.isWellFormed() && !value.includes("\0");
}

function toItem(key: string, tombstones: readonly string[], event: AcknowledgeEvent): AcknowledgeItem {
  const { on, occurredAt, revoke = false, answer = "done", tenant = "" } = event;
  const at = occurredAt?.getTime();
  const nameless = `${key} ${at ?? ""} ${answer} ${revoke ? "revoke" : "ack"}`;
  return {
    target: { tenant, key, on, tombstones },
    answer,
    method: "event",
    strength: "event",
    occurredAt: at,
    source: `event:${on ?? ""}`,
    // a revocation may name its event's id: that is no repeat of the event
    sourceId: event.id === undefined ? nameless : revoke ? `${event.id} revoke` : event.id,
    revoke,
  };
}
