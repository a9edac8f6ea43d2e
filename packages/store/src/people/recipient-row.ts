import type { RecipientRow, SignalItem } from "@relance/spec";
import type { AttemptIds } from "../attempt-ids.ts";
import { type LastAttempt, type PersonRow, recipientRow } from "./person-row.ts";

/** A person with the last attempt, as the list shows it. */
export interface PersonWithAttempt extends PersonRow {
  readonly provider: string | null;
  readonly attemptState: number | null;
  readonly attemptBits: number | null;
  readonly channel: number | null;
  /** JSON. */
  readonly signal: string | null;
}

/** Reads {@link PersonWithAttempt}s; the rest of the statement follows. */
export const SELECT_PERSON = `select e.id, e.campaign, e.version, e.state, e.cause, e.step, e.epoch, e.deadline, e.flags,
  e.opted_out as "optedOut", e.dead,
  e.last_attempt as "lastAttempt", e.last_event as "lastEvent", e.code, p.key, p.line, p.contacts, p.variables,
  p.locale, p.timezone, w.word as provider, a.state as "attemptState", a.bits as "attemptBits", a.channel,
  (select i.item from inbox i where i.type = 2 and i.attempt = a.id and i.item is not null order by i.id desc limit 1) as signal
  from people p join enrollments e on e.id = p.id
  left join attempts a on a.id = e.last_attempt left join words w on w.id = a.provider`;

/** The row of the list. */
export function listedRow(row: PersonWithAttempt, ids: AttemptIds): RecipientRow {
  return recipientRow(row, lastAttempt(row), ids);
}

function lastAttempt(row: PersonWithAttempt): LastAttempt | undefined {
  const { lastAttempt: id, provider, attemptState: state, attemptBits: bits, channel, signal } = row;
  if (state === null || bits === null || channel === null) return undefined;
  const kind = signal === null ? undefined : (JSON.parse(signal) as SignalItem).kind;
  return { id, provider: provider ?? "", state, bits, channel, signal: kind };
}
