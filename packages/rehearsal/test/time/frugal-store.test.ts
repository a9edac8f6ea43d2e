import type { ClaimAnswer } from "@relance/spec";
import { openSqlite, type SyncStore } from "@relance/store-sqlite/embedded";
import { describe, expect, it } from "vitest";
import { frugalStore } from "../../src/time/frugal-store.ts";

const START = Date.UTC(2013, 7, 1, 8);
const HOUR = 3_600_000;
const step = { waitMs: HOUR, unknownAfterMs: HOUR, onUnknown: "reroute" } as const;
const route = [{ provider: "sms.main", vendor: "a", receipts: true, lookup: false }];
const plan = {
  steps: [{ ...step, channel: "sms" as const, route }],
  handoverMs: HOUR,
  guarantee: "at-most-once" as const,
  maxTries: 4,
  retryMs: 60_000,
  resolutionMs: HOUR,
  strength: "gesture" as const,
  answers: { done: { do: "close" as const } },
  reply: {},
};

/** A running campaign of three people, and how often its store was really asked for people. */
function openStage() {
  const clock = { now: START };
  const sync = openSqlite({ file: ":memory:", now: () => clock.now, liveNow: () => 1 });
  sync.open();
  const asked: ClaimAnswer[] = [];
  const counted: SyncStore = {
    ...sync,
    claim(request) {
      const answer = sync.claim(request);
      asked.push(answer);
      return answer;
    },
  };
  const store = frugalStore(counted, () => clock.now);
  const defined = { tenant: "", name: "one", occurrence: "", hash: "one", body: "{}", plan };
  const { campaign, version } = store.define({ ...defined, audience: "closed" });
  const rows = [0, 1, 2].map((n) => ({
    line: n + 1,
    key: `p${n}`,
    contacts: [{ channel: "sms" as const, address: `+3361000000${n}` }],
    digests: [`phone-${n}`],
    variables: {},
    deadline: { at: START + 5 * HOUR },
    steps: 1,
    ord: n,
  }));
  store.enroll({ campaign, version, importId: "file", seq: 0, rows, refused: [] });
  store.seal({ campaign, importId: "file", chunks: 1 });
  const wants = [{ provider: "sms.main", slots: 2, sendBudgetMs: 10_000 }];
  return { store, clock, asked, campaign, claim: () => store.claim({ worker: "w", wants }) };
}

describe("a store that is not asked what is known", () => {
  it("is asked for people until nobody is left at this instant, and then no more", () => {
    const { asked, claim } = openStage();
    expect([claim(), claim(), claim(), claim()].map(({ claimed }) => claimed.length)).toEqual([2, 1, 0, 0]);
    expect(asked).toHaveLength(2);
  });

  it("is asked again once time has passed, or somebody was settled", () => {
    const { store, clock, asked, claim } = openStage();
    const [{ attemptId = "" } = {}] = claim().claimed;
    claim();
    clock.now += 1;
    claim();
    expect(asked).toHaveLength(3);
    store.settle("w", [{ attemptId, kind: "deferred", retryAfterMs: 0, errorCode: "provider/unavailable" }]);
    claim();
    expect(asked).toHaveLength(4);
  });

  it("moves people on within a second of their time, and ends them within a minute of their deadline", () => {
    const { store, clock, campaign, claim } = openStage();
    for (const { attemptId } of [...claim().claimed, ...claim().claimed]) {
      store.settle("w", [{ attemptId, kind: "accepted", ref: attemptId }]);
    }
    store.escalate();
    clock.now += 4 * HOUR + 3_000;
    while (store.escalate().more);
    expect(store.count(campaign)[0]?.states).toMatchObject({ active: 0, exhausted: 3 });
    const { nextDueAt = 0 } = store.escalate();
    expect(nextDueAt - clock.now).toBeLessThanOrEqual(1_000);
    store.expire();
    expect((store.expire().nextDueAt ?? 0) - clock.now).toBeLessThanOrEqual(60_000);
  });
});
