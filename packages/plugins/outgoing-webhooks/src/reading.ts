import { type PluginHost, RelanceError, type RelanceEvent } from "@relance/spec";
import type { Webhook } from "./config.ts";
import type { ParkedPayload, WebhookMemory } from "./memory.ts";
import { isWanted } from "./replay.ts";

/** The maximum number of requests per page of events. After a crash, at most this many requests are repeated. */
const LETTERS = 100;
const PAGE = 2_000;
const PAGES = 20;

export interface ReadPayload {
  readonly payload: ParkedPayload;
  readonly events: readonly RelanceEvent[];
}

/** Reads the next page of events after the cursor. Returns the requests, and the state with the new cursor. */
export async function readOn(
  { since }: PluginHost["events"],
  webhook: Webhook,
  memory: WebhookMemory,
): Promise<{ readonly payloads: readonly ReadPayload[]; readonly memory: WebhookMemory; readonly isEnd: boolean }> {
  const { cursor: page, skip } = memory;
  const size = webhook.batch ?? 1;
  const isOurs = isWanted(webhook, skip);
  let limit = PAGE; // the page size grows, to skip unwanted events quickly
  let { events, cursor } = await since(page, limit);
  if (events.filter(isOurs).length > size * LETTERS) {
    limit = Math.min(PAGE, size * LETTERS);
    ({ events, cursor } = await since(page, limit));
  }
  const wanted = events.filter(isOurs);
  const payloads: ReadPayload[] = [];
  for (let at = 0; at < wanted.length; at += size) {
    const told = wanted.slice(at, at + size);
    payloads.push({ payload: { page, ids: told.map(({ id }) => id), tries: 0, retryAt: 0 }, events: told });
  }
  const isEnd = events.length < limit;
  const parked = [...memory.parked, ...payloads.map(({ payload }) => payload)];
  return { payloads, isEnd, memory: { ...memory, cursor, parked, skip: isEnd ? undefined : skip } };
}

/** Returns the waiting requests with their events. `missing` = requests whose events were deleted from the store. */
export async function readParked(
  { since }: PluginHost["events"],
  parked: readonly ParkedPayload[],
): Promise<{ readonly payloads: readonly ReadPayload[]; readonly missing: readonly ParkedPayload[] }> {
  const payloads: ReadPayload[] = [];
  const missing: ParkedPayload[] = [];
  for (const [page, all] of Map.groupBy(parked, (payload) => payload.page)) {
    const found = await findEvents(since, page, new Set(all.flatMap(({ ids }) => ids)));
    for (const payload of all) {
      const events = payload.ids.map((id) => found.get(id)).filter((event) => event !== undefined);
      if (events.length === payload.ids.length) payloads.push({ payload, events });
      else missing.push(payload);
    }
  }
  return { payloads, missing };
}

async function findEvents(
  since: PluginHost["events"]["since"],
  page: string,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, RelanceEvent>> {
  const found = new Map<string, RelanceEvent>();
  let cursor = page;
  for (let pages = 0; pages < PAGES && found.size < ids.size; pages++) {
    const next = await since(cursor, PAGE).catch(nothingIfExpired);
    if (next === undefined) break;
    for (const event of next.events) if (ids.has(event.id)) found.set(event.id, event);
    if (next.events.length < PAGE) break;
    cursor = next.cursor;
  }
  return found;
}

/** Returns `undefined` if events after the cursor were deleted from the store. Rethrows any other error. */
export function nothingIfExpired(error: unknown): undefined {
  if (RelanceError.is(error) && error.code === "events/cursor-expired") return undefined;
  throw error;
}
