import type { RelanceEvent } from "relance";
import { describe, expect, it } from "vitest";
import { attemptsOf } from "../support/oracle/attempts.ts";
import { judgeLadder } from "../support/oracle/ladder.ts";
import { Rests } from "../support/oracle/rests.ts";
import { peopleCampaign } from "../support/people-campaign.ts";

const PHONE = "+33639980000";
const HOUR = 3_600_000;
const DEADLINE = 72 * HOUR;
/** How long the first step waits for an answer, in milliseconds (test/support/people-campaign.ts). */
const WAIT = 24 * HOUR;
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

interface Deferral {
  readonly provider: string;
  readonly left: "enrollment.rerouted" | "enrollment.escalated";
  readonly leftAt?: number;
  readonly isAccount?: boolean;
  /** Whether the provider refused the account for the messages of other recipients. */
  readonly areOthersRefused?: boolean;
  /** When the provider accepted the message of another recipient. */
  readonly acceptedAt?: number | undefined;
}

/**
 * Returns the violated rules of a history in which a recipient leaves the provider or the step after a deferred
 * message.
 */
function foundAfter(deferral: Deferral): readonly string[] {
  const { provider, left, leftAt = 5_000, isAccount = false, areOthersRefused = false, acceptedAt } = deferral;
  const of = { attemptId: "a1", provider };
  const walk = [
    event("enrollment.enrolled", 0),
    event("attempt.submitted", 1_000, of),
    event("attempt.deferred", 2_000, of),
    event(left, leftAt, { cause: "incident", step: left === "enrollment.rerouted" ? 1 : 2 }),
  ];
  const far = { channel: "sms", receipts: true, proves: false, lists: true } as const;
  const sending = { key: "p0", provider, address: PHONE, at: 1_000, answer: "throttled", lastReportAt: 2_000 } as const;
  const refusedOthers = areOthersRefused ? ["a4", "a5", "a6", "a7", "a8"] : [];
  const facts = {
    definition: peopleCampaign().definition,
    fakeVendors: { "sms.main": { ...far, vendor: "main" }, "sms.second": { ...far, vendor: "second" } },
    people: [{ key: "p0", contacts: [{ channel: "sms", address: PHONE }], deadline: DEADLINE }],
    sendings: [
      { ...sending, attemptId: "a1", isAccount, isFailure: isAccount, isStruck: false },
      ...refusedOthers.map((attemptId) => {
        return { ...sending, attemptId, key: "p2", isAccount: true, isFailure: true, isStruck: false };
      }),
    ],
    reports: [],
    words: [],
    asked: [],
    downtime: [],
    endedAt: leftAt + 1_000,
  } as const;
  const account = { people: [], walks: new Map([["p0", walk]]), attempts: [] };
  const attempts = attemptsOf(facts, account);
  const about = { key: "p1", provider };
  const others = [
    event("attempt.submitted", 1_000, { ...about, attemptId: "a2" }),
    ...(acceptedAt === undefined ? [] : [event("attempt.accepted", acceptedAt, { ...about, attemptId: "a2" })]),
    event("attempt.submitted", leftAt - 2_000, { ...about, attemptId: "a3" }),
    event("attempt.deferred", leftAt - 1_000, { ...about, attemptId: "a3" }),
  ];
  const refused = refusedOthers.flatMap((attemptId) => [
    event("attempt.submitted", 1_000, { key: "p2", provider, attemptId }),
    event("attempt.deferred", 2_000, { key: "p2", provider, attemptId }),
  ]);
  const walks = new Map([...account.walks, ["p1", others], ["p2", refused]]);
  const rests = new Rests(attemptsOf(facts, { ...account, walks }));
  return judgeLadder({ facts, account, attempts, rests, tolerances: TOLERANCES }).map(({ rule }) => rule);
}

const REFUSAL = { isAccount: true };

describe("a recipient whose provider refuses the account", () => {
  it("may return immediately to the first vendor of the route", () => {
    expect(foundAfter({ ...REFUSAL, provider: "sms.second", left: "enrollment.rerouted" })).toEqual([]);
  });

  it("may return if only other recipients' messages show the refusal, because the answer to its own was lost", () => {
    expect(foundAfter({ areOthersRefused: true, provider: "sms.second", left: "enrollment.rerouted" })).toEqual([]);
    expect(foundAfter({ areOthersRefused: true, provider: "sms.main", left: "enrollment.rerouted" })).toEqual([
      "patience",
    ]);
  });

  it("leaves the first vendor, or the step, only after the wait that the file states", () => {
    expect(foundAfter({ ...REFUSAL, provider: "sms.main", left: "enrollment.rerouted" })).toEqual(["patience"]);
    expect(foundAfter({ ...REFUSAL, provider: "sms.second", left: "enrollment.escalated" })).toEqual(["patience"]);
  });
});

describe("a recipient whose provider throttles every message", () => {
  const throttled = { provider: "sms.main", left: "enrollment.escalated" } as const;

  it("leaves the step after the whole wait that the file states, and not before", () => {
    expect(foundAfter({ ...throttled, leftAt: 2_000 + WAIT })).toEqual([]);
    expect(foundAfter({ ...throttled, leftAt: WAIT })).toEqual(["patience"]);
  });

  it("waits longer if the provider has accepted another message since", () => {
    expect(foundAfter({ ...throttled, leftAt: 2_000 + WAIT, acceptedAt: WAIT })).toContain("patience");
  });
});
