import type { AttemptCount } from "@relance/spec";
import type { Ledger, RelanceEvent } from "relance";
import { describe, expect, it } from "vitest";
import type { Report, Sending } from "../support/oracle/facts.ts";
import { peopleCampaign } from "../support/people-campaign.ts";
import { type Evidence, judge } from "./verdict.ts";

const DEADLINE = new Date(100_000);

const event = (
  type: RelanceEvent["type"],
  version: number,
  attemptId?: string,
  at: number = version,
): RelanceEvent => ({
  id: `e${version}`,
  type,
  at: new Date(at),
  campaign: { name: "people", occurrence: "" },
  key: "p0",
  version,
  step: 1,
  ...(attemptId === undefined ? {} : { attemptId, provider: "sms.main" }),
});

const WALK = [
  event("enrollment.enrolled", 1),
  event("attempt.submitted", 2, "a1"),
  event("attempt.accepted", 3, "a1"),
  event("enrollment.acknowledged", 4),
];

const sent = (attemptId: string, at: number): Sending => ({
  attemptId,
  key: "p0",
  provider: "sms.main",
  address: "+33639980000",
  at,
  takenAt: at,
  answer: "unsure",
  isStruck: false,
});

function evidence(change: {
  readonly state?: "acknowledged" | "expired";
  readonly walk?: readonly RelanceEvent[];
  readonly sendings?: readonly Sending[];
  readonly reports?: readonly Report[];
  readonly requests?: number;
  readonly ok?: boolean;
  readonly pressed?: boolean;
  readonly holds?: boolean;
  readonly findings?: readonly string[];
  readonly peak?: number;
  readonly attempts?: readonly AttemptCount["state"][];
}): Evidence {
  const { state = "acknowledged", walk = WALK, sendings = [sent("a1", 10)], pressed = true } = change;
  const states = { pending: 0, active: 0, acknowledged: 0, exhausted: 0, expired: 0, suppressed: 0 };
  const attempts: AttemptCount[] = (change.attempts ?? ["accepted"]).map((state) => ({
    step: 1,
    provider: "sms.main",
    state,
    evidence: "none",
    count: 1,
  }));
  const ledger = {
    audience: { enrolled: 1 },
    attempts,
    states: { ...states, cancelled: 0, [state]: 1 },
    holds: change.holds ?? true,
  } as unknown as Ledger;
  const row = {
    enrollment: 1,
    key: "p0",
    state,
    cause: "",
    step: 1,
    revision: 0,
    deadline: DEADLINE,
    contacts: [],
  };
  const told = { key: "p0", says: "done", address: "+33639980000", at: 20, toldAt: 30, status: "recorded" };
  return {
    enrolled: 1,
    history: {
      ledger,
      people: [{ ...row, lastAttempt: undefined }],
      walks: new Map([["p0", walk]]),
      findings: change.findings ?? [],
    },
    facts: {
      definition: peopleCampaign().definition,
      fakeVendors: {
        "sms.main": { channel: "sms", vendor: "main", receipts: true, proves: false, lists: true },
      },
      people: [
        {
          key: "p0",
          contacts: [{ channel: "sms", address: "+33639980000" }],
          deadline: DEADLINE.getTime(),
        },
      ],
      sendings,
      reports: change.reports ?? [],
      words: pressed ? [told] : [],
      asked: [],
      downtime: [],
      endedAt: DEADLINE.getTime() + 10_000,
    },
    requestsOf: () => change.requests ?? 1,
    peaks: { "sms.main": [{ windowMs: 1_000, requests: change.peak ?? 1, allowed: 75 }] },
    looks: { taken: 1, broken: 0 },
    ownEnds: [],
    isOver: true,
  };
}

const broken = (change: Parameters<typeof evidence>[0]) =>
  judge(evidence(change)).flatMap(({ promise, broken }) => (broken.length > 0 ? [promise] : []));

describe("the verdict on a run", () => {
  it("finds no broken promise in a correct run", () => {
    expect(broken({})).toEqual([]);
  });

  it.each([
    {
      what: "an answer that relance confirmed is missing",
      change: {
        state: "expired" as const,
        walk: [...WALK.slice(0, 3), event("enrollment.expired", 4, undefined, DEADLINE.getTime() + 2_000)],
      },
    },
    { what: "a recipient who never pressed is acknowledged", change: { pressed: false } },
    { what: "one attempt made two requests", change: { requests: 2 } },
    { what: "the sums of the ledger do not match", change: { holds: false } },
    {
      what: "the audit found a recipient without a due time",
      change: { findings: ["overdue: a person has no due time"] },
    },
    { what: "a rate was exceeded", change: { peak: 76 } },
    {
      what: "a message was sent long after the answer",
      change: {
        sendings: [sent("a1", 10_281)],
        walk: [...WALK.slice(0, 2), event("enrollment.acknowledged", 3), event("attempt.accepted", 4, "a1", 10_300)],
      },
    },
    {
      what: "an accepted report is missing",
      change: {
        reports: [
          {
            attemptId: "a1",
            provider: "sms.main",
            kind: "delivered" as const,
            addressPermanent: false,
            at: 40,
            keptAt: 50,
            isByRef: false,
          },
        ],
      },
    },
    {
      what: "a provider got a second message while the outcome of the first was unknown",
      change: {
        sendings: [sent("a1", 10), sent("a2", 20)],
        attempts: ["uncertain", "accepted"] as const,
        walk: [
          ...WALK.slice(0, 2),
          event("attempt.uncertain", 3, "a1"),
          event("attempt.submitted", 4, "a2"),
          event("enrollment.acknowledged", 5),
        ],
      },
    },
    {
      what: "nothing was sent",
      change: {
        sendings: [],
        attempts: [],
        walk: [...WALK.slice(0, 1), event("enrollment.acknowledged", 2)],
      },
    },
    { what: "an event is missing", change: { walk: WALK.slice(1) } },
  ])("finds one broken promise if $what", ({ change }) => {
    expect(broken(change)).toHaveLength(1);
  });
});
