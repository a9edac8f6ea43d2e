import {
  type AcknowledgeAnswer,
  type AcknowledgeEvent,
  type AcknowledgeItem,
  type AcknowledgeResult,
  ConfigError,
  isInstant,
  nameAll,
  refuseProblems,
  splitChunks,
  unknownNames,
} from "@relance/spec";
import type { EngineContext, Needs } from "../base/context.ts";
import { digestPerson, personKey } from "../base/person-key.ts";

const BATCH = 2_000;
/** An event more than a day in the future is refused, because no revocation made today could revoke it. */
const MAX_AHEAD_MS = 86_400_000;
const MAX_NAME = 255;

const NAMES = nameAll<AcknowledgeEvent>()("key on occurredAt id answer revoke tenant");

export function refuseMisspeltEvents(events: readonly AcknowledgeEvent[]): void {
  const found: unknown = events;
  if (!Array.isArray(found)) throw new ConfigError("config/invalid", "acknowledge takes an array of events");
  refuseProblems(found.flatMap((event: unknown, place) => unknownNames(event, NAMES, `events[${place}]`)));
}

/** Records events that the application reports. Events may repeat, arrive in any order, and precede the enrollment. */
export async function acknowledgeEvents(
  context: EngineContext,
  events: readonly AcknowledgeEvent[],
  onChange: () => void,
): Promise<readonly AcknowledgeResult[]> {
  const results: AcknowledgeResult[] = [];
  for (const some of splitChunks(events, BATCH)) results.push(...(await acknowledgeBatch(context, some)));
  if (events.some((event) => event?.revoke === true || (event?.answer ?? "done") !== "done")) onChange();
  return results;
}

async function acknowledgeBatch(
  context: EngineContext,
  events: readonly AcknowledgeEvent[],
): Promise<readonly AcknowledgeResult[]> {
  const readings = events.map((event) => ({ event, ...readEvent(event, context) }));
  const valid = readings.filter((reading) => reading.item !== undefined);
  const answers = valid.length === 0 ? [] : await recordAll(context, valid);
  const objectionTo = context.versions.eventCheck();
  const results: AcknowledgeResult[] = [];
  let next = 0;
  for (const { event, refusal } of readings) {
    const { status = "refused", code: refused } = refusal ?? answers[next++] ?? {};
    // without a campaign that accepts it, the event would wait forever
    const code = status === "waiting" ? await objectionTo(event) : refused;
    results.push(code === undefined ? { status } : { status, code });
  }
  return results;
}

/** Records events. If an event has no id and no time, it counts as a repeat unless it changes the recipient's state. */
async function recordAll(
  context: Needs<"store" | "runtime">,
  readings: readonly { readonly event: AcknowledgeEvent; readonly item: AcknowledgeItem }[],
): Promise<readonly AcknowledgeAnswer[]> {
  const answers = [...(await context.store.acknowledge(readings.map(({ item }) => item)))];
  const doubtful = readings.flatMap(({ event, item }, index) => {
    const isNameless = event.id === undefined && item.occurredAt === undefined && item.answer === "done";
    return answers[index]?.status === "duplicate" && isNameless ? [{ item, index }] : [];
  });
  if (doubtful.length === 0) return answers;
  const { isAcknowledged } = await context.store.statuses({ targets: doubtful.map(({ item }) => item.target) });
  const news = doubtful.filter(({ item }, place) => isAcknowledged[place] === (item.revoke === true));
  const fresh = news.map(({ item }) => ({ ...item, sourceId: `${item.sourceId} ${context.runtime.id()}` }));
  const again = fresh.length === 0 ? [] : await context.store.acknowledge(fresh);
  news.forEach(({ index }, place) => {
    const answer = again[place];
    if (answer !== undefined) answers[index] = answer;
  });
  return answers;
}

export type Reading =
  | { readonly item: AcknowledgeItem; readonly refusal?: undefined }
  | { readonly item?: undefined; readonly refusal: AcknowledgeResult };

export function readEvent(event: AcknowledgeEvent, { runtime, signer }: Needs<"runtime" | "signer">): Reading {
  const key = personKey(event?.key);
  if (key === undefined) return { refusal: { status: "refused", code: "message/bad-key" } };
  const { on, id, answer, tenant, occurredAt } = event;
  if (![on, id, answer, tenant].every(isName)) return { refusal: { status: "refused", code: "message/bad-text" } };
  if (occurredAt !== undefined && !(isInstant(occurredAt) && occurredAt.getTime() <= runtime.now() + MAX_AHEAD_MS))
    return { refusal: { status: "refused", code: "message/bad-time" } };
  return { item: toItem(key, digestPerson(signer, tenant ?? "", key), event) };
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
    // a revocation may have the id of the confirmation that it revokes
    sourceId: event.id === undefined ? nameless : revoke ? `${event.id} revoke` : event.id,
    revoke,
  };
}
