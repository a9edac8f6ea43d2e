import { RelanceError, type RelanceEvent, type Store } from "@relance/spec";
import type { ParkedPayload, WebhookMemory } from "./webhook-memory.ts";
import type { WebhookConsumer } from "./webhook-payload.ts";
import { isWanted } from "./webhook-replay.ts";

/** Requests of one page; after a kill, this many at most are made again. */
const LETTERS = 100;
/** Most events of one page. */
const PAGE = 2_000;
/** A parked request is looked for on this many pages; its own page comes first, unless much was written meanwhile. */
const PAGES = 20;

export interface ReadPayload {
  readonly payload: ParkedPayload;
  readonly events: readonly RelanceEvent[];
}

/** The next page after the cursor: the requests it comes to, and the memory with the cursor behind it. */
export async function readOn(
  store: Store,
  consumer: WebhookConsumer,
  memory: WebhookMemory,
): Promise<{ readonly payloads: readonly ReadPayload[]; readonly memory: WebhookMemory; readonly isEnd: boolean }> {
  const { cursor: page, skip } = memory;
  const size = consumer.batch ?? 1;
  const isOurs = isWanted(consumer, skip);
  let limit = PAGE; // most of what is skipped, and of what no consumer wants, goes by in large pages
  let { events, cursor } = await store.events({ cursor: page, limit });
  if (events.filter(isOurs).length > size * LETTERS) {
    limit = Math.min(PAGE, size * LETTERS);
    ({ events, cursor } = await store.events({ cursor: page, limit }));
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

/** Parked requests with their events; those of which nothing is left in the store are answered apart. */
export async function readParked(
  store: Store,
  parked: readonly ParkedPayload[],
): Promise<{ readonly payloads: readonly ReadPayload[]; readonly missing: readonly ParkedPayload[] }> {
  const payloads: ReadPayload[] = [];
  const missing: ParkedPayload[] = [];
  for (const [page, all] of Map.groupBy(parked, (payload) => payload.page)) {
    const found = await findEvents(store, page, new Set(all.flatMap(({ ids }) => ids)));
    for (const payload of all) {
      const events = payload.ids.map((id) => found.get(id)).filter((event) => event !== undefined);
      if (events.length === payload.ids.length) payloads.push({ payload, events });
      else missing.push(payload);
    }
  }
  return { payloads, missing };
}

async function findEvents(
  store: Store,
  page: string,
  ids: ReadonlySet<string>,
): Promise<ReadonlyMap<string, RelanceEvent>> {
  const found = new Map<string, RelanceEvent>();
  let cursor = page;
  for (let pages = 0; pages < PAGES && found.size < ids.size; pages++) {
    const next = await store.events({ cursor, limit: PAGE }).catch(nothingIfExpired);
    if (next === undefined) break;
    for (const event of next.events) if (ids.has(event.id)) found.set(event.id, event);
    if (next.events.length < PAGE) break;
    cursor = next.cursor;
  }
  return found;
}

/** Events that are gone are gone: their request is given up, and the others continue. */
export function nothingIfExpired(error: unknown): undefined {
  if (RelanceError.is(error) && error.code === "events/cursor-expired") return undefined;
  throw error;
}
