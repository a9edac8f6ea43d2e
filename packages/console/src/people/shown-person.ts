import type { PersonMessage } from "@relance/core";
import type { Person, ReceiptRow, RecipientRow } from "@relance/spec";
import type { ListedPerson, RevealedPerson, ShownPerson } from "../wire/people.ts";
import { masked, maskedRef } from "./mask.ts";
import { pairReceipts, shownRequests } from "./shown-receipts.ts";

/** A person in a list, with masked addresses. */
export function listedPerson(row: RecipientRow): ListedPerson {
  const { key, state, cause, step, contacts, lastAttempt, line } = row;
  return { key, state, cause, step, contacts: contacts.map(masked), lastAttempt, line };
}

/** One person with everything that happened and what providers said about it, with masked addresses. */
export function shownPerson(person: Person, receipts: readonly ReceiptRow[]): ShownPerson {
  const { epoch, deadline, deadlinePassed, answer, late, locale, timezone, timeline, signals, replies } = person;
  const { paired, further } = pairReceipts(
    timeline,
    receipts.map(({ ref, ...one }) => ({ ...one, ref: ref && maskedRef(ref, person.contacts) })),
  );
  const all = [
    ...paired.map(({ entry, receipt }) => ({ ...entry, receipt, isHint: false })),
    ...signals.map((entry) => ({ ...entry, isHint: true })),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  return {
    ...listedPerson(person),
    epoch,
    deadline,
    deadlinePassed,
    answer,
    late,
    locale,
    timezone,
    timeline: all,
    furtherReceipts: further,
    replies: replies.map(({ id, at, provider, status, isAnswered }) => ({
      id,
      at,
      provider,
      status,
      isAnswered,
    })),
  };
}

/** What {@link shownPerson} hides. */
export function revealedPerson(
  { key, contacts, variables, replies }: Person,
  receipts: readonly ReceiptRow[],
  messages: readonly PersonMessage[],
): RevealedPerson {
  return {
    key,
    contacts,
    variables,
    replies: replies.map(({ id, from, text }) => ({ id, from, text })),
    requests: shownRequests(receipts),
    messages,
  };
}
