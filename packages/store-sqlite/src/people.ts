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
} from "@relance/spec";
import { contactBits, evidenceNumber } from "@relance/store-kit";
import type { StoreContext } from "./context.ts";
import { latestSignal } from "./signals.ts";

/** A person as the list shows it: hot row and cold data together. */
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
  readonly lastAck: number;
  readonly code: number;
  readonly key: string;
  readonly line: number;
  readonly contacts: string;
  readonly variables: string;
  readonly locale: string | null;
  readonly timezone: string | null;
}

/** Reads {@link PersonRow}s; the rest of the statement follows. */
export const SELECT_PERSON = `select e.id, e.campaign, e.version, e.state, e.cause, e.step, e.deadline, e.flags,
  e.opted_out as optedOut, e.dead,
  e.last_attempt as lastAttempt, e.last_event as lastEvent, e.last_ack as lastAck, e.code, p.key, p.line, p.contacts,
  p.variables, p.locale, p.timezone from enrollments e join people p on p.id = e.id`;

interface LastAttempt {
  readonly id: number;
  readonly provider: number;
  readonly state: number;
  readonly bits: number;
  readonly channel: number;
}

export function recipientRow(context: StoreContext, row: PersonRow): RecipientRow {
  return {
    enrollment: row.id,
    key: row.key,
    state: ENROLLMENT_STATES[row.state] ?? "pending",
    cause: CAUSES[row.cause] ?? "none",
    step: row.step,
    deadline: dateOf(row.deadline),
    contacts: listed(row),
    lastAttempt: lastAttempt(context, row.lastAttempt),
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

function lastAttempt(context: StoreContext, id: number): RecipientRow["lastAttempt"] {
  const { sql, words } = context;
  if (id === 0) return undefined;
  const row = sql.one<LastAttempt>(
    "select id, provider, state, bits, channel from attempts where id = ?",
    id,
  );
  if (row === undefined) return undefined;
  return {
    attemptId: attemptIdOf(row.id),
    provider: words.wordOf(row.provider),
    state: ATTEMPT_STATES[row.state] ?? "submitting",
    evidence: EVIDENCE[evidenceNumber(row.bits, row.channel)] ?? "none",
    signal: latestSignal(context, id),
  };
}
