import type { RelanceEvent } from "relance";
import { describe, expect, it } from "vitest";
import { attemptsOf } from "../support/oracle/attempts.ts";
import { judgeLadder } from "../support/oracle/ladder.ts";
import { Rests } from "../support/oracle/rests.ts";
import { peopleCampaign } from "../support/people-campaign.ts";

const PHONE = "+33639980000";
const HOUR = 3_600_000;
const DEADLINE = 72 * HOUR;
const TOLERANCES = {
  budgetMs: 10_000,
  promptMs: 60_000,
  leaveMs: 75_000,
  fetchMs: 60_000,
  clockMs: 0,
  seesAll: true,
};

const event = (type: RelanceEvent["type"], at: number, facts: Partial<RelanceEvent> = {}): RelanceEvent => ({
  id: `e${at}`,
  type,
  at: new Date(at),
  campaign: { name: "people", occurrence: "" },
  key: "p0",
  version: at,
  step: 1,
  ...facts,
});

function foundAfterRefusal(provider: string, left: "enrollment.rerouted" | "enrollment.escalated"): readonly string[] {
  const of = { attemptId: "a1", provider };
  const walk = [
    event("enrollment.enrolled", 0),
    event("attempt.submitted", 1_000, of),
    event("attempt.deferred", 2_000, of),
    event(left, 5_000, { cause: "incident", step: left === "enrollment.rerouted" ? 1 : 2 }),
  ];
  const far = { channel: "sms", receipts: true, proves: false, lists: true } as const;
  const facts = {
    definition: peopleCampaign().definition,
    farEnds: { "sms.main": { ...far, vendor: "main" }, "sms.second": { ...far, vendor: "second" } },
    people: [{ key: "p0", contacts: [{ channel: "sms", address: PHONE }], deadline: DEADLINE }],
    sendings: [
      {
        attemptId: "a1",
        key: "p0",
        provider,
        address: PHONE,
        at: 1_000,
        answer: "throttled",
        heardAt: 2_000,
        isAccount: true,
        isFailure: true,
        isStruck: false,
      },
    ],
    reports: [],
    words: [],
    asked: [],
    downtime: [],
    endedAt: 6_000,
  } as const;
  const account = { people: [], walks: new Map([["p0", walk]]), attempts: [] };
  const attempts = attemptsOf(facts, account);
  const rests = new Rests(attempts);
  return judgeLadder({ facts, account, attempts, rests, tolerances: TOLERANCES }).map(({ rule }) => rule);
}

describe("a recipient whose provider refuses the account", () => {
  it("may return immediately to the first vendor of the route", () => {
    expect(foundAfterRefusal("sms.second", "enrollment.rerouted")).toEqual([]);
  });

  it("leaves the first vendor, or the step, only after the wait that the file states", () => {
    expect(foundAfterRefusal("sms.main", "enrollment.rerouted")).toEqual(["patience"]);
    expect(foundAfterRefusal("sms.second", "enrollment.escalated")).toEqual(["patience"]);
  });
});
