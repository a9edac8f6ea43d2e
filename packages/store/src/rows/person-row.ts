import { barred, EVIDENCE_BIT } from "@relance/rules";
import {
  ATTEMPT_STATES,
  CAUSES,
  type Contact,
  ENROLLMENT_STATES,
  EVIDENCE,
  type RecipientRow,
  type SignalItem,
  toDate,
} from "@relance/spec";
import { evidenceNumber } from "./attempt-facts.ts";
import type { AttemptIds } from "./attempt-ids.ts";
import { contactBits } from "./contacts.ts";
import type { HotRow } from "./hot-row.ts";
import { INBOX_TYPE } from "./inbox-facts.ts";

type HotPart = Pick<
  HotRow,
  "id" | "campaign" | "version" | "state" | "cause" | "step" | "revision" | "deadline" | "flags"
> &
  Pick<HotRow, "optedOut" | "deadContacts" | "lastAttempt" | "lastEvent" | "code">;

export interface PersonWithAttempt extends Readonly<HotPart> {
  readonly key: string;
  readonly line: number;
  readonly contacts: string;
  readonly variables: string;
  readonly box: string | null;
  readonly locale: string | null;
  readonly timezone: string | null;
  readonly provider: string | null;
  readonly attemptState: number | null;
  readonly attemptBits: number | null;
  readonly channel: number | null;
  readonly signal: string | null;
}

export const SELECT_PERSON: string = `select e.id, e.campaign, e.version, e.state, e.cause, e.step, e.revision, e.deadline, e.flags,
  e.opted_out as "optedOut", e.dead_contacts as "deadContacts",
  e.last_attempt as "lastAttempt", e.last_event as "lastEvent", e.code, p.key, p.line, p.contacts, p.variables, p.box,
  p.locale, p.timezone, w.text as provider, a.state as "attemptState", a.bits as "attemptBits", a.channel,
  (select i.item from inbox i where i.type = ${INBOX_TYPE.signal} and i.attempt = a.id and i.item is not null order by i.id desc limit 1) as signal
  from people p join enrollments e on e.id = p.id
  left join attempts a on a.id = e.last_attempt left join strings w on w.id = a.provider`;

export const PERSON_OF_KEY: string = `${SELECT_PERSON} where p.key = $1 and p.campaign = $2`;

export function listedRow(row: PersonWithAttempt, ids: AttemptIds): RecipientRow {
  return {
    enrollment: row.id,
    key: row.key,
    state: ENROLLMENT_STATES[row.state] ?? "pending",
    cause: CAUSES[row.cause] ?? "none",
    step: row.step,
    revision: row.revision,
    deadline: toDate(row.deadline),
    contacts: listed(row),
    lastAttempt: lastAttempt(row, ids),
    line: row.line,
    box: row.box ?? undefined,
  };
}

function lastAttempt(row: PersonWithAttempt, ids: AttemptIds): RecipientRow["lastAttempt"] {
  const { lastAttempt: id, provider, attemptState: state, attemptBits: bits, channel, signal } = row;
  if (state === null || bits === null || channel === null) return undefined;
  return {
    attemptId: ids.idOf(id),
    provider: provider ?? "",
    state: ATTEMPT_STATES[state] ?? "submitting",
    evidence: EVIDENCE[evidenceNumber(bits, channel)] ?? "none",
    isCaptured: (bits & EVIDENCE_BIT.captured) !== 0,
    signal: signal === null ? undefined : (JSON.parse(signal) as SignalItem).kind,
  };
}

function listed(row: PersonWithAttempt): RecipientRow["contacts"] {
  const contacts = JSON.parse(row.contacts) as Contact[];
  const bits = contactBits(contacts);
  return contacts.map(({ channel, address }, place) => {
    const why = barred(row, bits[place] ?? 0);
    return why === undefined ? { channel, address } : { channel, address, barred: why };
  });
}

export interface RefusalRow {
  readonly id: number;
  readonly line: number;
  readonly key: string | null;
  readonly contacts: string | null;
  readonly box: string | null;
  readonly reason: string;
}

export function refusedRow({ line, key, contacts, box, reason }: RefusalRow): RecipientRow {
  return {
    enrollment: 0,
    key: key ?? "",
    state: "refused",
    cause: reason,
    step: 0,
    revision: 0,
    deadline: undefined,
    contacts: contacts === null ? [] : (JSON.parse(contacts) as readonly Contact[]),
    lastAttempt: undefined,
    line,
    box: box ?? undefined,
  };
}
