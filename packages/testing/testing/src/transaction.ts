import type { CallerDb, Store, StoreRequest } from "@relance/spec";

/** Inserts a request into the caller's transaction, as the PostgreSQL store does. */
const INSERT = "insert into relance.requests (body) values ($1)";

type Request = Exclude<StoreRequest, { readonly verb: "acknowledge" }>;

export async function deposit(db: CallerDb, requests: readonly StoreRequest[], now: number): Promise<void> {
  for (const request of requests) await db.executeSql(INSERT, [JSON.stringify(dated(request, now))]);
}

/** Adds the current time to an event without a time. */
function dated(request: StoreRequest, now: number): StoreRequest {
  if (request.verb !== "acknowledge") return request;
  return { ...request, items: request.items.map((item) => ({ occurredAt: now, ...item })) };
}

/** Runs `work` in its own transaction. Returns the requests that `work` wrote, or no requests if `work` throws. */
export async function inTransaction<T>(
  work: (db: CallerDb) => Promise<T>,
): Promise<{ readonly answer: T; readonly requests: readonly StoreRequest[] }> {
  const requests: StoreRequest[] = [];
  const answer = await work({
    async executeSql(text, values) {
      if (text !== INSERT) throw new RangeError("this transaction accepts only statements of relance");
      requests.push(JSON.parse(String(values[0])));
    },
  });
  return { answer, requests };
}

export async function carryOut(store: Store, requests: readonly StoreRequest[]): Promise<void> {
  for (const request of requests) {
    if (request.verb === "acknowledge") await store.acknowledge(request.items);
    else await carryOutOne(store, request);
  }
}

async function carryOutOne(store: Store, request: Request): Promise<unknown> {
  switch (request.verb) {
    case "suppress":
      return store.suppress(request.rules);
    case "enroll":
      return store.enroll(request.chunk);
    case "remove":
      return store.transition(request.input);
    case "reschedule":
      return store.reschedule(request.input);
    case "send": {
      const { campaign, version } = await store.define(request.define);
      return store.enroll({ ...request.chunk, campaign, version });
    }
  }
}
