import type { ClaimAnswer, Store } from "@relance/spec";
import { openSqlite } from "@relance/store-sqlite/embedded";
import { describe, expect, it } from "vitest";
import { frugalStore } from "../../src/time/frugal-store.ts";

const START = Date.UTC(2013, 7, 1, 8);
const HOUR = 3_600_000;
const step = { waitMs: HOUR, unknownAfterMs: HOUR, onMissingReceipt: "reroute" } as const;
const route = [{ provider: "sms.main", vendor: "a", receipts: true, lookup: false }];
const plan = {
  steps: [{ ...step, channel: "sms" as const, route }],
  callBufferMs: HOUR,
  guarantee: "at-most-once" as const,
  maxTries: 4,
  retryMs: 60_000,
  resolutionMs: HOUR,
  strength: "gesture" as const,
  answers: { done: { do: "close" as const } },
  reply: {},
};

/** Starts a campaign with three recipients, and counts the claims that reach the real store. */
async function openFrugalStore() {
  const clock = { now: START };
  const sync = openSqlite({ file: ":memory:", now: () => clock.now, liveNow: () => 1 });
  await sync.open();
  const asked: ClaimAnswer[] = [];
  const counted: Store = {
    ...sync,
    async claim(request) {
      const answer = await sync.claim(request);
      asked.push(answer);
      return answer;
    },
  };
  const store = frugalStore(counted, () => clock.now);
  const defined = { tenant: "", name: "one", occurrence: "", hash: "one", body: "{}", plan };
  const { campaign, version } = await store.define({ ...defined, audience: "closed" });
  const rows = [0, 1, 2].map((n) => ({
    line: n + 1,
    key: `p${n}`,
    contacts: [{ channel: "sms" as const, address: `+3361000000${n}` }],
    digests: [`phone-${n}`],
    variables: {},
    deadline: { at: START + 5 * HOUR },
    steps: 1,
    sendOrder: n,
  }));
  await store.enroll({ campaign, version, importId: "file", seq: 0, rows, refused: [] });
  await store.seal({ campaign, importId: "file", chunks: 1 });
  const wants = [{ provider: "sms.main", slots: 2, sendBudgetMs: 10_000 }];
  return { store, clock, asked, campaign, claim: () => store.claim({ worker: "w", wants }) };
}

describe("a store that skips calls with known results", () => {
  it("is asked for recipients until none remains at this instant, and then no more", async () => {
    const { asked, claim } = await openFrugalStore();
    expect([await claim(), await claim(), await claim(), await claim()].map(({ claimed }) => claimed.length)).toEqual([
      2, 1, 0, 0,
    ]);
    expect(asked).toHaveLength(2);
  });

  it("is asked again once time has passed, or an attempt was settled", async () => {
    const { store, clock, asked, claim } = await openFrugalStore();
    const [{ attemptId = "" } = {}] = (await claim()).claimed;
    await claim();
    clock.now += 1;
    await claim();
    expect(asked).toHaveLength(3);
    await store.settle("w", [{ attemptId, kind: "deferred", retryAfterMs: 0, errorCode: "provider/unavailable" }]);
    await claim();
    expect(asked).toHaveLength(4);
  });

  it("moves recipients within a second of their time, and ends them within a minute of their deadline", async () => {
    const { store, clock, campaign, claim } = await openFrugalStore();
    for (const { attemptId } of [...(await claim()).claimed, ...(await claim()).claimed]) {
      await store.settle("w", [{ attemptId, kind: "accepted", ref: attemptId }]);
    }
    await store.escalate();
    clock.now += 4 * HOUR + 3_000;
    while ((await store.escalate()).more);
    expect((await store.count(campaign))[0]?.states).toMatchObject({ active: 0, exhausted: 3 });
    const { nextDueAt = 0 } = await store.escalate();
    expect(nextDueAt - clock.now).toBeLessThanOrEqual(1_000);
    await store.expire();
    expect(((await store.expire()).nextDueAt ?? 0) - clock.now).toBeLessThanOrEqual(60_000);
  });
});
