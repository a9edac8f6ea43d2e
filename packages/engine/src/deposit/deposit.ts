import {
  type AcknowledgeEvent,
  type AcknowledgeItem,
  type CallerDb,
  ConfigError,
  type DepositResult,
  type StoreRequest,
} from "@relance/spec";
import { readEvent } from "../acknowledge/acknowledge-events.ts";
import type { EngineContext, Needs } from "../base/context.ts";

/** Options of a call that takes effect after your transaction commits. */
export interface InTransaction {
  /** Your transaction, such as `{ executeSql: (text, values) => client.query(text, values) }`. */
  readonly db: CallerDb;
}

export async function deposit(context: Needs<"store">, db: CallerDb, requests: readonly StoreRequest[]): Promise<void> {
  const { store } = context;
  if (store.deposit === undefined) {
    const message = `the store ${store.kind} cannot write inside your transaction: store the fact there yourself, and call relance after the commit`;
    throw new ConfigError("config/db-unsupported", message);
  }
  if (typeof db?.executeSql !== "function")
    throw new ConfigError(
      "config/invalid",
      "db: wrap the client of your transaction: { executeSql: (text, values) => client.query(text, values) }",
    );
  await store.deposit(db, requests);
}

/** Writes acknowledgements into the caller's transaction. The engine detects repeats after its commit. */
export async function depositEvents(
  context: EngineContext,
  events: readonly AcknowledgeEvent[],
  db: CallerDb,
): Promise<readonly DepositResult[]> {
  const items: AcknowledgeItem[] = [];
  const results: DepositResult[] = [];
  const objectionTo = context.versions.eventCheck();
  for (const event of events) {
    const { item, refusal } = readEvent(event, context);
    const isNamed = event.id !== undefined || event.occurredAt !== undefined; // without both, it counts once per commit
    if (item !== undefined)
      items.push(isNamed ? item : { ...item, sourceId: `${item.sourceId} ${context.runtime.id()}` });
    const code = refusal === undefined ? await objectionTo(event) : refusal.code;
    results.push({ status: refusal === undefined ? "deposited" : "refused", ...(code === undefined ? {} : { code }) });
  }
  if (items.length > 0) await deposit(context, db, [{ verb: "acknowledge", items }]);
  return results;
}
