import { CAUSES, type Plan } from "@relance/spec";
import type { AcknowledgeContext } from "../../../src/acknowledge.ts";
import type { FoldedAcknowledgements } from "../../../src/fold-acknowledgements.ts";
import { openFrom } from "../../../src/hours/step-hours.ts";
import { FLAG, PHASE } from "../../../src/index.ts";
import { timesOf } from "../times.ts";
import {
  anew,
  as,
  contactOf,
  contactsFor,
  ends,
  goes,
  goesOn,
  isGoingOn,
  type Next,
  otherContact,
  type Person,
  stands,
  stays,
  stepsFrom,
  unrefused,
} from "./ladder.ts";

/** An answer, or that one is taken back. */
export function answered(
  before: Person,
  plan: Plan,
  { closed, late, strength, wantsHelp }: FoldedAcknowledgements,
  context: AcknowledgeContext,
): Next {
  const row = { ...before, strength };
  const meant = context.revoke ? undefined : plan.answers[context.answer]?.do;
  const isConfirmed = stands(row) === "acknowledged";
  if (closed && !isConfirmed) return confirmed(row, late);
  if (closed) {
    if (late !== ((row.flags & FLAG.late) !== 0)) {
      const cause = late ? "late" : "none";
      const flags = late ? row.flags + FLAG.late : row.flags - FLAG.late;
      return stays({ ...row, flags, cause: CAUSES.indexOf(cause) }, `enrollment.acknowledged ${cause}`);
    }
    if (context.revoke || meant === "close") return stays(row);
    const wrong = meant === "next-contact" ? (context.via ?? 0) : 0;
    return stays({ ...row, deadContacts: row.deadContacts | wrong }, "enrollment.answered none");
  }
  const open = isConfirmed ? reversed(row, plan, wantsHelp, context.now) : stays(row);
  if (context.revoke) return open;
  const next = said(open.row, plan, context);
  return { ...next, told: [...open.told, "enrollment.answered none", ...next.told] };
}

function confirmed(row: Person, late: boolean): Next {
  const cause = late ? "late" : "none";
  const flags = late ? row.flags | FLAG.late : row.flags & ~FLAG.late;
  return {
    row: { ...ends(row, "acknowledged", cause), flags },
    told: [`enrollment.acknowledged ${cause}`],
    superseded: row.phase === PHASE.submitting,
  };
}

/** Not confirmed after all: the ladder resumes at its step if there is time, unless the recipient asked for help. */
function reversed(before: Person, plan: Plan, wantsHelp: boolean, now: number): Next {
  const row = { ...before, flags: before.flags & ~FLAG.late };
  const told = ["enrollment.reversed reversed"];
  if (now >= row.deadline)
    return { row: ends(row, "expired", "deadline"), told: [...told, "enrollment.expired deadline"] };
  if (wantsHelp) return { row: ends(row, "exhausted", "help"), told: [...told, "enrollment.exhausted help"] };
  const active = { ...row, ...as("active", "reversed") };
  const [k] = stepsFrom(active, plan, row.step, now);
  if (k !== undefined) return { row: anew(goes(active, k, 0, timesOf(active, plan, k, now).start)), told };
  const next = goesOn(active, plan, "reversed", now);
  return { ...next, told: [...told, ...next.told] };
}

/** What somebody said who has not confirmed. */
function said(row: Person, plan: Plan, { answer, now, via }: AcknowledgeContext): Next {
  const own = plan.answers[answer];
  const effect = own?.do === "close" ? plan.answers.promise : own; // a confirmation too weak to count is a promise
  if (!isGoingOn(row)) {
    const dead = effect?.do === "next-contact" ? row.deadContacts | (via ?? 0) : row.deadContacts;
    const isCalled = effect?.do === "call-me" && stands(row) === "suppressed";
    const isListed = stands(row) === "exhausted" || stands(row) === "expired" || isCalled;
    const cause = effect?.do === "next-contact" ? "wrong-person" : effect?.do === "call-me" ? "help" : undefined;
    if (!isListed || cause === undefined) return stays({ ...row, deadContacts: dead });
    return stays({ ...row, deadContacts: dead, cause: CAUSES.indexOf(cause) });
  }
  switch (effect?.do) {
    case "call-me":
      return stays(ends(row, "exhausted", "help"), "enrollment.exhausted help");
    case "snooze":
      return stays(promised(row, plan, effect.forMs, now));
    case "next-contact":
      return wrongPerson(row, plan, via, now);
    default:
      return stays(row);
  }
}

/** Left alone for a while, but no longer than the rest of the ladder can spare: that of a message not sent is its whole step. */
function promised(before: Person, plan: Plan, forMs: number, now: number): Person {
  const row = { ...before, cause: CAUSES.indexOf("promise"), revision: before.revision + 1 };
  if (row.phase !== PHASE.ready) {
    const until = Math.max(Math.min(timesOf(row, plan, row.step, now).unhurriedEnd, now + forMs), now);
    return {
      ...unrefused(row),
      attempt: 0,
      evidence: 0,
      acceptedAt: 0,
      phase: PHASE.waiting,
      dueAt: until,
      waitUntil: until,
    };
  }
  const unbegun = { ...row, waitUntil: 0, flags: row.flags & ~FLAG.providerWait };
  const spared = Math.min(now + forMs, timesOf(row, plan, row.step, now).unhurriedStart);
  const dueAt = Math.max(row.dueAt, openFrom(row, plan, row.step, Math.max(now, spared)));
  return dueAt <= timesOf(unbegun, plan, row.step, now).latestStart ? { ...unbegun, dueAt } : row;
}

/** The contact is somebody else's: that by which it was said, or else the one in use. */
function wrongPerson(before: Person, plan: Plan, via: number | undefined, now: number): Next {
  const wasSent = before.attempt !== 0 || before.triedPositions !== 0;
  const inUse = wasSent ? contactOf(plan, before.step, before.contact) : 0;
  const wrong = via ?? inUse;
  const row = { ...before, deadContacts: before.deadContacts | wrong };
  const isLast = wrong !== 0 && contactsFor(row, plan, row.step).length === 0;
  const isConcerned = wasSent ? (wrong & inUse) !== 0 : isLast;
  return isConcerned ? otherContact(row, plan, "wrong-person", now) : stays(row);
}
