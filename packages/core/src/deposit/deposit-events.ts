import type { AcknowledgeEvent, AcknowledgeItem, CallerDb, DepositResult } from "@relance/spec";
import { readEvent } from "../acknowledge/acknowledge-events.ts";
import type { EngineContext } from "../context.ts";
import { deposit } from "./deposit.ts";

/**
 * Acknowledgements inside the caller's own transaction. What could never be used is refused now; whether a deposited
 * one is a repeat is found out after the commit.
 * @throws {ConfigError} `config/db-unsupported`
 */
export async function depositEvents(
  context: EngineContext,
  events: readonly AcknowledgeEvent[],
  db: CallerDb,
): Promise<readonly DepositResult[]> {
  const items: AcknowledgeItem[] = [];
  const results = events.map((event): DepositResult => {
    const { item, refusal } = readEvent(event, context);
    if (item === undefined) return { status: "refused", code: refusal.code };
    items.push(isNamed(event) ? item : { ...item, sourceId: `${item.sourceId} ${context.runtime.id()}` });
    return { status: "deposited" };
  });
  if (items.length > 0) await deposit(context, db, [{ verb: "acknowledge", items }]);
  return results;
}

/** Without an id and an instant, each commit of the caller is a fact of its own. */
function isNamed({ id, occurredAt }: AcknowledgeEvent): boolean {
  return id !== undefined || occurredAt !== undefined;
}
