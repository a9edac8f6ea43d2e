import { type CallerDb, StoreError, type StoreRequest } from "@relance/spec";
import {
  acknowledgeGroup,
  BAD_ANSWER,
  DROP_REQUESTS,
  define,
  enroll,
  forgottenAmong,
  MAX_TRIES,
  pluck,
  READ_CLOCK,
  reschedule,
  type StoredRow,
  suppress,
  transition,
  WAITING,
  type Work,
} from "@relance/store";
import type { Storage } from "../transaction/storage.ts";

const BATCH = 100;
/** Waits for requests that other processes are applying, so that no claim precedes a committed request. */
const NEXT = `select id, received_at as "receivedAt", body ${WAITING}
  order by id limit $1 for update`;

const FAILED = `update requests set tries = tries + 1
  where id = (select id ${WAITING} order by id limit 1 for update)`;

const SET_ASIDE = `insert into requests (received_at, tries, why, body)
  select $1, ${MAX_TRIES}, t.why, t.body from unnest($2::text[], $3::text[]) as t (why, body)`;

interface Refused {
  readonly why: string;
  readonly request: StoreRequest;
}

type Deposit = StoredRow<"id" | "receivedAt", "body">;

/** Applies all requests that callers committed with their own transactions. Returns the number of requests. */
export async function carryOut(storage: Storage): Promise<number> {
  let done = 0;
  for (let limit = BATCH; ; ) {
    try {
      const count = await storage.write((work) => carryOutSome(work, limit));
      done += count;
      if (count < limit) return done;
    } catch (error) {
      if (error instanceof StoreError) throw error;
      if (limit === 1) await storage.write((work) => work.sql.run(FAILED));
      limit = 1; // from here on, each batch is one request, so that only a bad request fails
    }
  }
}

async function carryOutSome(work: Work, limit: number): Promise<number> {
  const deposits = await work.sql.all<Deposit>(NEXT, limit);
  if (deposits.length === 0) return 0;
  for (const request of merged(deposits.map(read))) {
    await setAside(work, await carryOutOne(work, request));
    await work.flush(); // the next request may be about the same recipients
  }
  await work.sql.run(DROP_REQUESTS, pluck(deposits, "id"));
  return deposits.length;
}

/** Reads a request. If an event has no time, its time is when the request was written. */
function read({ body, receivedAt }: Deposit): StoreRequest {
  const request = JSON.parse(body) as StoreRequest;
  if (request.verb !== "acknowledge") return request;
  return { ...request, items: request.items.map((item) => ({ occurredAt: receivedAt, ...item })) };
}

function merged(requests: readonly StoreRequest[]): readonly StoreRequest[] {
  const all: StoreRequest[] = [];
  for (const request of requests) {
    const last = all.at(-1);
    if (last?.verb === "acknowledge" && request.verb === "acknowledge")
      all[all.length - 1] = { verb: "acknowledge", items: [...last.items, ...request.items] };
    else if (last?.verb === "suppress" && request.verb === "suppress")
      all[all.length - 1] = { verb: "suppress", rules: [...last.rules, ...request.rules] };
    else all.push(request);
  }
  return all;
}

async function carryOutOne(work: Work, request: StoreRequest): Promise<readonly Refused[]> {
  switch (request.verb) {
    case "acknowledge": {
      const answers = await acknowledgeGroup(work, request.items);
      return refusedAmong(request.items, answers, (item) => ({ ...request, items: [item] }));
    }
    case "suppress": {
      const answers = await suppress(work, request.rules);
      return refusedAmong(request.rules, answers, (rule) => ({ ...request, rules: [rule] }));
    }
    case "enroll":
      await enroll(work, request.chunk);
      return [];
    case "remove":
      await transition(work, request.input);
      return [];
    case "reschedule":
      return carryOutMoves(work, request);
    case "send": {
      const { campaign, version } = await define(work, request.define);
      await work.flush();
      await enroll(work, { ...request.chunk, campaign, version });
      return [];
    }
    default:
      throw new Error("this version does not know the verb of a request");
  }
}

/** About forgotten recipients, nothing is stored, not even a refused request. */
function refusedAmong<Item>(
  items: readonly Item[],
  answers: readonly { readonly status: string; readonly code?: string | undefined }[],
  requestOf: (item: Item) => StoreRequest,
): Refused[] {
  return items.flatMap((item, place): Refused[] => {
    const { status, code = "message/bad-text" } = answers[place] ?? BAD_ANSWER;
    const isKept = status === "refused" && code !== "message/forgotten";
    return isKept ? [{ why: code, request: requestOf(item) }] : [];
  });
}

async function carryOutMoves(
  work: Work,
  { input, ...request }: Extract<StoreRequest, { readonly verb: "reschedule" }>,
): Promise<readonly Refused[]> {
  const { statuses } = await reschedule(work, input);
  const unknown = input.rows.filter((_, place) => statuses[place] === "unknown");
  const wasForgotten = await forgottenAmong(work.sql, unknown);
  const rows = unknown.filter((row) => !wasForgotten(row));
  if (rows.length === 0) return [];
  return [{ why: "message/unknown-recipient", request: { ...request, input: { ...input, rows } } }];
}

/** Stores refused requests for operators, because the callers get no results. */
async function setAside(work: Work, refused: readonly Refused[]): Promise<void> {
  if (refused.length === 0) return;
  const bodies = refused.map(({ request }) => JSON.stringify(request));
  await work.sql.run(SET_ASIDE, work.now, pluck(refused, "why"), bodies);
}

/** All values are plain parameters, so that any client can run this statement under any search path. */
export async function deposit(
  db: CallerDb,
  requests: readonly StoreRequest[],
  { schema, context }: Storage,
): Promise<void> {
  const clock = context.clock === undefined ? READ_CLOCK : String(Math.floor(context.clock.now()));
  for (const request of requests) {
    const insert = `insert into ${schema}.requests (received_at, body) values (${clock}, $1)`;
    await db.executeSql(insert, [JSON.stringify(request)]);
  }
}
