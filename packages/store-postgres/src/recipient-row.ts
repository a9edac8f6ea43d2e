import { barred } from "@relance/rules";
import {
  ATTEMPT_STATES,
  attemptIdOf,
  CAUSES,
  type Contact,
  dateOf,
  ENROLLMENT_STATES,
  EVIDENCE,
  type RecipientRow,
  type SignalItem,
} from "@relance/spec";
import { contactBits, evidenceNumber } from "@relance/store-kit";

/** A person as the list shows it: hot row, cold data and last attempt together. */
export interface PersonRow {
  readonly id: number;
  readonly campaign: number;
  readonly version: number;
  readonly state: number;
  readonly cause: number;
  readonly step: number;
  readonly deadline: number;
  readonly flags: number;
  readonly optedOut: number;
  readonly dead: number;
  readonly lastAttempt: number;
  readonly lastEvent: number;
  readonly code: number;
  readonly key: string;
  readonly line: number;
  readonly contacts: string;
  readonly variables: string;
  readonly locale: string | null;
  readonly timezone: string | null;
  readonly provider: string | null;
  readonly attemptState: number | null;
  readonly attemptBits: number | null;
  readonly channel: number | null;
  readonly signal: string | null;
}

/** Reads {@link PersonRow}s; the rest of the statement follows. */
export const SELECT_PERSON = `select e.id, e.campaign, e.version, e.state, e.cause, e.step, e.deadline, e.flags,
  e.opted_out as "optedOut", e.dead,
  e.last_attempt as "lastAttempt", e.last_event as "lastEvent", e.code, p.key, p.line, p.contacts, p.variables,
  p.locale, p.timezone, w.word as provider, a.state as "attemptState", a.bits as "attemptBits", a.channel,
  (select i.item from inbox i where i.type = 2 and i.attempt = a.id order by i.id desc limit 1) as signal
  from people p join enrollments e on e.id = p.id
  left join attempts a on a.id = e.last_attempt left join words w on w.id = a.provider`;

export function recipientRow(row: PersonRow): RecipientRow {
  return {
    enrollment: row.id,
    key: row.key,
    state: ENROLLMENT_STATES[row.state] ?? "pending",
    cause: CAUSES[row.cause] ?? "none",
    step: row.step,
    deadline: dateOf(row.deadline),
    contacts: listed(row),
    lastAttempt: lastAttempt(row),
    line: row.line,
  };
}

function listed(row: PersonRow): RecipientRow["contacts"] {
  const contacts = JSON.parse(row.contacts) as Contact[];
  const bits = contactBits(contacts);
  return contacts.map(({ channel, address }, place) => {
    const why = barred(row, bits[place] ?? 0);
    return why === undefined ? { channel, address } : { channel, address, barred: why };
  });
}

function lastAttempt(row: PersonRow): RecipientRow["lastAttempt"] {
  const { lastAttempt: id, attemptState, attemptBits, channel, signal } = row;
  if (attemptState === null || attemptBits === null || channel === null) return undefined;
  return {
    attemptId: attemptIdOf(id),
    provider: row.provider ?? "",
    state: ATTEMPT_STATES[attemptState] ?? "submitting",
    evidence: EVIDENCE[evidenceNumber(attemptBits, channel)] ?? "none",
    signal: signal === null ? undefined : (JSON.parse(signal) as SignalItem).kind,
  };
}
