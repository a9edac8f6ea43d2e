import type { RecipientRow } from "@relance/spec";
import { type LastAttempt, type PersonRow, recipientRow } from "@relance/store";
import { latestSignal } from "../inbox/signals.ts";
import type { StoreContext } from "../transaction/context.ts";

/** A person as the list shows it, and where the answers begin. */
export interface StoredPerson extends PersonRow {
  readonly lastAck: number;
}

/** Reads {@link StoredPerson}s; the rest of the statement follows. */
export const SELECT_PERSON = `select e.id, e.campaign, e.version, e.state, e.cause, e.step, e.epoch, e.deadline, e.flags,
  e.opted_out as optedOut, e.dead,
  e.last_attempt as lastAttempt, e.last_event as lastEvent, e.last_ack as lastAck, e.code, p.key, p.line, p.contacts,
  p.variables, p.locale, p.timezone from enrollments e join people p on p.id = e.id`;

const ATTEMPT = `select a.id, w.word as provider, a.state, a.bits, a.channel from attempts a
  join words w on w.id = a.provider where a.id = ?`;

/** The row of the list. */
export function listedRow(context: StoreContext, row: StoredPerson): RecipientRow {
  return recipientRow(row, lastAttempt(context, row.lastAttempt), context.attemptIds);
}

function lastAttempt(context: StoreContext, id: number): LastAttempt | undefined {
  const row = id === 0 ? undefined : context.sql.one<Omit<LastAttempt, "signal">>(ATTEMPT, id);
  return row && { ...row, signal: latestSignal(context, id) };
}
