import type { Person, RecipientRow } from "@relance/spec";
import type { ListedPerson, RevealedPerson, ShownPerson } from "../wire/people.ts";
import { masked } from "./mask.ts";

/** A person in a list, with masked addresses. */
export function listedPerson(row: RecipientRow): ListedPerson {
  const { key, state, cause, step, contacts, lastAttempt, line } = row;
  return { key, state, cause, step, contacts: contacts.map(masked), lastAttempt, line };
}

/** One person with everything that happened, with masked addresses. */
export function shownPerson(person: Person): ShownPerson {
  const { epoch, deadline, deadlinePassed, answer, late, locale, timezone, timeline, signals, replies } =
    person;
  const all = [
    ...timeline.map((entry) => ({ ...entry, isHint: false })),
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
export function revealedPerson({ key, contacts, variables, replies }: Person): RevealedPerson {
  return { key, contacts, variables, replies: replies.map(({ id, from, text }) => ({ id, from, text })) };
}
