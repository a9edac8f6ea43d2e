import type { RelanceEvent } from "relance";
import { describe, expect, it } from "vitest";
import { judgeAnswers } from "../support/oracle/answers.ts";
import type { Sending, Tolerances, Word } from "../support/oracle/facts.ts";
import { peopleCampaign } from "../support/people-campaign.ts";

const DEADLINE = 1_000_000;
const FIRST = "+33639980000";
const SECOND = "+33639980001";
const TOLERANCES: Tolerances = {
  budgetMs: 10_000,
  promptMs: 60_000,
  leaveMs: 75_000,
  fetchMs: 60_000,
  clockMs: 0,
  seesAll: true,
};

const event = (type: RelanceEvent["type"], at: number, attemptId?: string): RelanceEvent => ({
  id: `e${at}`,
  type,
  at: new Date(at),
  campaign: { name: "people", occurrence: "" },
  key: "p0",
  version: at,
  step: 1,
  ...(attemptId === undefined ? {} : { attemptId, provider: "sms.main" }),
});

const WALK = [event("enrollment.enrolled", 1), event("attempt.submitted", 10, "a1")];

const stop = (address: string, at: number, isDoubtful = false): Word => ({
  key: "p0",
  says: "stop",
  isDoubtful,
  address,
  by: "rule",
  at,
  toldAt: at,
});

function foundAfter(
  answer: Sending["answer"],
  words: readonly Word[],
  phones: readonly string[],
  walk: readonly RelanceEvent[] = WALK,
): readonly string[] {
  const sent = { attemptId: "a1", key: "p0", provider: "sms.main", address: FIRST, at: 10 };
  const facts = {
    definition: peopleCampaign().definition,
    fakeVendors: { "sms.main": { channel: "sms", vendor: "main", receipts: true, proves: false, lists: true } },
    people: [
      { key: "p0", contacts: phones.map((address) => ({ channel: "sms" as const, address })), deadline: DEADLINE },
    ],
    sendings: [{ ...sent, answer, lastReportAt: 20, isStruck: false }],
    reports: [],
    words,
    asked: [],
    downtime: [],
    endedAt: DEADLINE,
  } as const;
  const person = { key: "p0", cause: "", deadline: DEADLINE, late: undefined, lastAttempt: undefined };
  const account = {
    people: [{ ...person, state: "expired" as const }],
    walks: new Map([["p0", walk]]),
    attempts: [],
  };
  return judgeAnswers(facts, account, TOLERANCES).map(({ rule }) => rule);
}

describe("a STOP without a move", () => {
  it.each(["refused", "throttled"] as const)(
    "is correct after a %s message while another phone is usable",
    (answer) => {
      expect(foundAfter(answer, [stop(FIRST, 30)], [FIRST, SECOND])).toEqual([]);
      expect(foundAfter(answer, [stop(SECOND, 25, true), stop(FIRST, 30)], [FIRST, SECOND])).toEqual([]);
    },
  );

  it.each(["refused", "throttled"] as const)("is wrong after a %s message if no phone is usable", (answer) => {
    expect(foundAfter(answer, [stop(FIRST, 30)], [FIRST])).toEqual(["STOP"]);
    expect(foundAfter(answer, [stop(SECOND, 25), stop(FIRST, 30)], [FIRST, SECOND])).toEqual(["STOP"]);
  });

  it("is wrong while the message is in flight, whatever the provider answers later", () => {
    expect(foundAfter("throttled", [stop(FIRST, 15)], [FIRST, SECOND])).toEqual(["STOP"]);
  });

  it("is wrong while the recipient waits for an answer to an accepted message", () => {
    expect(foundAfter("accepted", [stop(FIRST, 30)], [FIRST, SECOND])).toEqual(["STOP"]);
  });
});

it("finds nothing if the STOP moves the recipient", () => {
  const moved = [...WALK, event("enrollment.rerouted", 30)];
  expect(foundAfter("accepted", [stop(FIRST, 30)], [FIRST, SECOND], moved)).toEqual([]);
});
