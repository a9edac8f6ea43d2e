import { hash } from "node:crypto";
import { dateOf, type EventDetails, type EventKind } from "@relance/spec";

/**
 * One event in sealed form: numbers, states and times. Identifying data is only committed to, so that a leaf may
 * outlive it. Fields are in this order; absent ones are omitted.
 */
export interface Leaf {
  /** The event's id. */
  readonly event: string;
  readonly type: EventKind;
  /** When it happened, by the store's clock. */
  readonly at: string;
  /** The recipient's number in the store. Absent = of the whole campaign. */
  readonly person?: number | undefined;
  /** The recipient's event number, from 1. */
  readonly version?: number | undefined;
  readonly step?: number | undefined;
  readonly attempt?: string | undefined;
  readonly provider?: string | undefined;
  readonly cause?: string | undefined;
  readonly answer?: string | undefined;
  readonly quality?: string | undefined;
  readonly late?: boolean | undefined;
  /** For a refused row: the reason, and its line in the source. Its recipient is not sealed. */
  readonly reason?: string | undefined;
  readonly line?: number | undefined;
  /** Actor and reason. Only for whole campaigns: for a recipient it is a detail. */
  readonly by?: string | undefined;
  /** Hash of the campaign's version. */
  readonly template?: string | undefined;
  /** The sender's commitment to the message; for a whole campaign: the change to its queues. */
  readonly content?: string | undefined;
  /** Commitment to the event's details. Absent = none, or erased before. */
  readonly commitment?: string | undefined;
}

/** What is sealed of one event. */
export function leafOf(
  { event, enrollment, template, content }: Omit<EventDetails, "campaign" | "details" | "salt">,
  commitment: string | undefined,
): Leaf {
  const { id, type, at, version, step, attemptId: attempt, provider, cause, answer, quality, late } = event;
  const { reason, line } = event;
  const isOfPerson = enrollment !== 0;
  return {
    event: id,
    type,
    at: timeText(at.getTime()),
    person: isOfPerson ? enrollment : undefined,
    version,
    step,
    attempt,
    provider,
    cause,
    answer,
    quality,
    late,
    reason,
    line,
    by: isOfPerson ? undefined : event.by,
    template,
    content,
    commitment,
  };
}

/** Events of one transaction share a time, and formatting it costs as much as hashing. */
const written = { ms: Number.NaN, text: "" };

function timeText(ms: number): string {
  if (written.ms !== ms) Object.assign(written, { ms, text: dateOf(ms).toISOString() });
  return written.text;
}

/** The hashed text. */
export function leafText(leaf: Leaf): string {
  return JSON.stringify(leaf);
}

/**
 * Says nothing about `details` without the salt, and fits nothing else: SHA-256 over the salt's hex, what it is
 * about, a line feed and the details. `about` keeps equal details of one recipient apart.
 * @param salt 16 random bytes of one recipient in hex, erased with the recipient
 */
export function commitment(salt: string, about: string, details: string): string {
  return hash("sha256", `${salt}${about}\n${details}`, "base64url");
}
