import { countDoubts } from "../support/oracle/doubts.ts";
import type { Account } from "../support/oracle/facts.ts";
import { BUDGET_MS } from "./far-end.ts";
import type { Run } from "./world.ts";

/** How often each thing happened that a judge has to have seen: a life without it shows nothing about it. */
export type Census = Readonly<Record<string, number>>;

export function censusOf({ chronicle, facts }: Run, { walks }: Account): Census {
  const { sendings, reports, words, asked } = facts;
  const events = [...walks.values()].flat();
  const count = <T>(all: readonly T[], matches: (one: T) => boolean) => all.filter(matches).length;
  const { began, taken, notSent, givenUp } = countDoubts(walks);
  return {
    messages: sendings.length,
    "workers killed with messages on the wire": chronicle.struck.kills,
    "workers frozen with messages on the wire": chronicle.struck.freezes,
    "messages in their hands": count(sendings, ({ isStruck }) => isStruck),
    "answers lost": count(sendings, ({ answer, isStruck }) => answer === "nothing" && !isStruck),
    "answers after their time": count(sendings, ({ isLate }) => isLate === true),
    "doubts begun": began,
    "doubts ended as taken": taken,
    "doubts ended as not sent": notSent,
    "doubts given up": givenUp,
    "look-ups": count(asked, ({ what }) => what === "look-up"),
    "reports taken": count(reports, ({ keptAt }) => keptAt !== undefined),
    "reports by the carrier's own id": count(reports, ({ isByRef }) => isByRef),
    "receipts overdue": count(events, ({ type }) => type === "attempt.unknown"),
    "times nobody listened": facts.downtime.length,
    "lists of what was missed": count(asked, ({ what }) => what === "list"),
    "answers of people": count(words, ({ says }) => says !== "stop"),
    "answers while a message was on the wire": count(words, ({ key, at }) =>
      sendings.some((one) => one.key === key && one.at < at && at < (one.heardAt ?? one.at)),
    ),
    STOP: count(words, ({ says }) => says === "stop"),
    "answers after the deadline": count(words, ({ status }) => status === "late"),
    "failures of a far end": count(sendings, ({ isFailure }) => isFailure === true),
    "people who left a far end that answered nobody": count(events, ({ cause }) => cause === "incident"),
    "deadlines too near for a message": count(facts.people, ({ key, deadline }) => {
      const [first] = walks.get(key) ?? [];
      return first !== undefined && deadline - first.at.getTime() < BUDGET_MS;
    }),
    "replies kept for people": count(events, ({ type }) => type === "enrollment.replied"),
    escalations: count(events, ({ type }) => type === "enrollment.escalated"),
  };
}

/** Both together. */
export function added(one: Census, other: Census): Census {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, (one[name] ?? 0) + (other[name] ?? 0)]));
}

/** What was never seen. */
export function unseen(census: Census): readonly string[] {
  return Object.entries(census).flatMap(([name, count]) => (count === 0 ? [name] : []));
}
