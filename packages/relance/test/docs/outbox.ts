import type { DatabaseSync } from "node:sqlite";
import type { AcknowledgeEvent, RelanceLike } from "relance";

export const OUTBOX = "create table if not exists outbox (id integer primary key autoincrement, event text not null)";

/** In your transaction: stores the payment, and the event for relance. Either both are stored, or neither. */
export function pay(db: DatabaseSync, person: string, cents: number): void {
  db.exec("begin immediate");
  try {
    const payment = db.prepare("insert into payments (person, cents) values (?, ?)").run(person, cents);
    const event = { key: person, on: "paid", id: `payment-${payment.lastInsertRowid}` };
    db.prepare("insert into outbox (event) values (?)").run(JSON.stringify(event));
    db.exec("commit");
  } catch (error) {
    db.exec("rollback");
    throw error;
  }
}

/** Every second, and at start: sends events, then deletes them. After a crash, an event is sent again with the same `id`. */
export async function tell(db: DatabaseSync, relance: RelanceLike): Promise<number> {
  const rows = db.prepare("select id, event from outbox order by id limit 1000").all();
  await relance.acknowledge(rows.map(({ event }) => JSON.parse(String(event)) as AcknowledgeEvent));
  db.prepare("delete from outbox where id <= ?").run(rows.at(-1)?.id ?? 0);
  return rows.length;
}
