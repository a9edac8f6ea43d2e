import type { RelanceEvent } from "relance";
import { countDoubts } from "../support/oracle/doubts.ts";
import type { Hold, Walks, WorldFacts } from "../support/oracle/facts.ts";
import { MOODY } from "./courier.ts";
import { BUDGET_MS } from "./fake-vendor.ts";
import type { Run } from "./world.ts";

/**
 * Number of occurrences of each kind of event in a simulation. A simulation tests a rule only if the rule's events
 * occurred.
 */
export type Census = Readonly<Record<string, number>>;

export function censusOf({ chronicle, campaigns }: Run): Census {
  const { reports, asked, struck, downtime, batches } = chronicle;
  return {
    "workers killed with messages on the wire": struck.kills,
    "workers frozen with messages on the wire": struck.freezes,
    "look-ups": asked.filter(({ what }) => what === "look-up").length,
    "reports taken": reports.filter(({ keptAt }) => keptAt !== undefined).length,
    "reports by the carrier's own id": reports.filter(({ isByRef }) => isByRef).length,
    "times nobody listened": downtime.length,
    "lists of what was missed": asked.filter(({ what }) => what === "list").length,
    "requests with several reports": batches,
    "second campaigns": campaigns.length - 1,
  };
}

export function censusOfCampaign(facts: WorldFacts, walks: Walks): Census {
  const { sendings, words } = facts;
  const events = [...walks.values()].flat();
  const count = <T>(all: readonly T[], matches: (one: T) => boolean) => all.filter(matches).length;
  const { began, taken, notSent, givenUp } = countDoubts(walks);
  const isWindow = ({ from, to }: Hold) => from % MINUTE_MS === 0 && to % MINUTE_MS === 0;
  const heldBy = (matches: (hold: Hold) => boolean) => {
    const ends = (facts.holds ?? []).filter((hold) => hold.isSure && matches(hold)).map(({ to }) => to);
    return count(sendings, ({ at }) => ends.some((end) => at >= end && at < end + MINUTE_MS));
  };
  return {
    messages: sendings.length,
    "messages in their hands": count(sendings, ({ isStruck }) => isStruck),
    "answers lost": count(sendings, ({ answer, isStruck }) => answer === "nothing" && !isStruck),
    "answers after their time": count(sendings, ({ isLate }) => isLate === true),
    "doubts begun": began,
    "doubts ended as taken": taken,
    "doubts ended as not sent": notSent,
    "doubts given up": givenUp,
    "receipts overdue": count(events, ({ type }) => type === "attempt.unknown"),
    "minutes in which silence moved more than a twentieth of a queue": massMoves(walks),
    "STOPs of a phone that two recipients have": count(
      words,
      ({ says, address, key, by }) =>
        says === "stop" &&
        by === "reply" &&
        facts.people.some((one) => one.key !== key && one.contacts.some((contact) => contact.address === address)),
    ),
    "answers that name none of those who share a phone": count(words, ({ says }) => says === "guess"),
    "events of the caller's system": count(words, ({ by, says }) => by === "system" && says !== "revoked"),
    "events taken back": count(words, ({ says }) => says === "revoked"),
    "enrollments reopened": count(events, ({ type }) => type === "enrollment.reversed"),
    "suppressions from outside": count(words, ({ by }) => by === "rule"),
    "messages to a third contact": count(sendings, ({ key, address }) => {
      const contacts = facts.people.find((one) => one.key === key)?.contacts ?? [];
      return contacts.filter(({ channel }) => channel === "sms")[2]?.address === address;
    }),
    "bounces after delivered": count(
      events,
      ({ type, attemptId, at }) =>
        type === "attempt.undelivered" &&
        events.some((one) => one.type === "attempt.delivered" && one.attemptId === attemptId && one.at < at),
    ),
    "messages over a provider with a rate": count(
      sendings,
      ({ provider }) => facts.fakeVendors[provider]?.perSecond !== undefined,
    ),
    "messages that an account refused": count(sendings, ({ isAccount }) => isAccount === true),
    "recipients who waited for a window": heldBy(isWindow),
    "recipients who waited behind a pause": heldBy((hold) => !isWindow(hold)),
    "recipients whom the budget stopped": count(events, ({ cause }) => cause === "budget"),
    "messages to a desk that its channel cannot place": count(sendings, ({ address }) => address.startsWith(MOODY)),
    "possible STOPs": count(words, ({ isDoubtful }) => isDoubtful === true),
    "possible STOPs that were lifted": count(words, ({ says }) => says === "lifted"),
    "enrollments that a lift reopened": count(events, ({ type }) => type === "enrollment.reopened"),
    "answers of people": count(words, ({ says, by }) => says !== "stop" && by !== "system"),
    "answers while a message was on the wire": count(words, ({ key, at }) =>
      sendings.some((one) => one.key === key && one.at < at && at < (one.lastReportAt ?? one.at)),
    ),
    STOP: count(words, ({ says, by }) => says === "stop" && by !== "rule"),
    "answers after the deadline": count(words, ({ status }) => status === "late"),
    "failures of a fake vendor": count(sendings, ({ isFailure }) => isFailure === true),
    "people who left a fake vendor that did not answer": count(events, ({ cause }) => cause === "incident"),
    "deadlines too near for a message": count(facts.people, ({ key, deadline }) => {
      const [first] = walks.get(key) ?? [];
      return first !== undefined && deadline - first.at.getTime() < BUDGET_MS;
    }),
    "replies kept for people": count(events, ({ type }) => type === "enrollment.replied"),
    escalations: count(events, ({ type }) => type === "enrollment.escalated"),
  };
}

const MINUTE_MS = 60_000;
const A_TWENTIETH = 0.05;

/** Counts the minutes in which the receipts of more than a twentieth of a queue's messages became overdue. */
function massMoves(walks: Walks): number {
  const all = [...walks.values()].flat();
  const queueOf = ({ step, provider }: RelanceEvent) => `${step} ${provider}`;
  const sizes = Map.groupBy(
    all.filter(({ type }) => type === "attempt.submitted"),
    queueOf,
  );
  const silent = all.filter(({ type, cause }) => type === "attempt.unknown" && cause === "receipt-overdue");
  const minutes = Map.groupBy(silent, (one) => `${queueOf(one)} ${Math.floor(one.at.getTime() / MINUTE_MS)}`);
  return [...minutes.values()].filter(([first, ...more]) => {
    const size = first === undefined ? 0 : (sizes.get(queueOf(first))?.length ?? 0);
    return 1 + more.length > A_TWENTIETH * size;
  }).length;
}

export function added(one: Census, other: Census): Census {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));
}

export function unseen(census: Census): readonly string[] {
  return Object.entries(census).flatMap(([name, count]) => (count === 0 ? [name] : []));
}
