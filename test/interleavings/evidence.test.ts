import { describe, expect, it } from "vitest";
import { openArena, overSeeds } from "./support/arena.ts";
import { DEADLINE, GRACE, HOUR, MINUTE, openDesk, PLAN, receipt, SECOND, START } from "./support/desk.ts";

const DELIVERED = { type: "receipt", kind: "delivered", quality: "handset" } as const;
const UNDELIVERED = { type: "receipt", kind: "undelivered", quality: "carrier" } as const;

async function claimedOne(plan = PLAN) {
  const desk = await openDesk();
  const campaign = await desk.start(1, plan);
  const [claimed] = await desk.claim("sms.main");
  if (claimed === undefined) throw new Error("nobody was claimed");
  return { desk, campaign, claimed };
}

const onlyMain = {
  ...PLAN,
  steps: PLAN.steps.slice(0, 1).map((step) => ({ ...step, route: step.route.slice(0, 1) })),
};

describe("receipts and evidence", () => {
  it("26: a receipt that arrives before the send's own answer counts immediately by our id", async () => {
    const { desk, claimed } = await claimedOne();
    expect((await desk.record(receipt("sms.main", claimed.attemptId)))[0]).toMatchObject({ fold: "applied" });
    expect(await desk.settle([claimed])).toEqual(["applied"]);
    expect((await desk.person("p0")).lastAttempt).toMatchObject({ state: "accepted", evidence: "delivered" });
    desk.now = START + 16 * MINUTE;
    await desk.processDue();
    expect(await desk.claim("sms.second")).toEqual([]);
  });

  it("26: with only the provider's id, it waits and is matched when the answer contains that id", async () => {
    const { desk, claimed } = await claimedOne();
    const item = {
      provider: "sms.main",
      item: { ...DELIVERED, ref: `ref-${claimed.attemptId}` },
    };
    expect((await desk.record(item))[0]).toMatchObject({ status: "stored", fold: "unmatched" });
    expect((await desk.record(item))[0]).toMatchObject({ status: "repeated" });
    await desk.processDue();
    await desk.settle([claimed]);
    expect((await desk.person("p0")).lastAttempt).toMatchObject({ state: "accepted", evidence: "delivered" });
    desk.now = START + 16 * MINUTE;
    await desk.processDue();
    expect(await desk.claim("sms.second")).toEqual([]);
    expect(await desk.findings()).toEqual([]);
  });

  it("26: a receipt before an answer with a refusal, or before no answer, moves no recipient to another provider", async () => {
    for (const kind of ["rejected", "uncertain", "not-sent", "deferred"] as const) {
      const { desk, claimed } = await claimedOne();
      await desk.record(receipt("sms.main", claimed.attemptId));
      await desk.settle([claimed], { kind, ref: undefined, disposition: "reroute" });
      expect((await desk.person("p0")).lastAttempt).toMatchObject({
        state: "accepted",
        evidence: "delivered",
      });
      desk.now = START + HOUR;
      await desk.processDue();
      expect([...(await desk.claim("sms.main")), ...(await desk.claim("sms.second"))]).toEqual([]);
    }
  });

  it("28: undelivered at second 3 of a wait of 48 h continues now, through the other carrier, then by email", async () => {
    await overSeeds(10, async (seed) => {
      const arena = await openArena({
        seed,
        people: 4,
        pollMs: 2 * SECOND,
        behave: (_, { channel }) =>
          channel === "sms"
            ? { do: "undelivered", afterMs: 3 * SECOND, addressPermanent: false }
            : { do: "deliver", afterMs: 0 },
        definition: {
          deadline: "100h",
          steps: [
            { channel: "sms", route: ["main", "second"], template: "reminder@1", wait: "48h" },
            { channel: "email", route: ["smtp"], template: "reminder@1", wait: "24h" },
          ],
        },
      });
      await arena.hear("receiver");
      await arena.work("worker");
      await arena.time.advance(5 * MINUTE);
      for (const key of arena.people) {
        const providers = (await arena.events(key)).flatMap(({ type, provider }) =>
          type === "attempt.submitted" ? [provider] : [],
        );
        expect(providers[0]).toBe("sms.main");
        expect(providers[1]).toBe("sms.second");
        expect(providers.at(-1)).toBe("email.smtp");
        const second = (await arena.events(key)).filter(({ type }) => type === "attempt.submitted")[1];
        expect((second?.at.getTime() ?? 0) - START).toBeLessThan(10 * SECOND);
      }
      await arena.close();
    });
  });

  it("28: with one carrier only, a temporary failure is tried again after a back-off, a permanent one never", async () => {
    for (const addressPermanent of [false, true]) {
      const { desk, claimed } = await claimedOne(onlyMain);
      await desk.settle([claimed]);
      desk.now = START + 3 * SECOND;
      await desk.record(receipt("sms.main", claimed.attemptId, { ...UNDELIVERED, addressPermanent }));
      desk.now = START + 6 * SECOND;
      await desk.processDue();
      expect(await desk.claim("sms.main")).toEqual([]);
      desk.now = START + 10 * MINUTE;
      await desk.processDue();
      expect(await desk.claim("sms.main")).toHaveLength(addressPermanent ? 0 : 1);
      expect((await desk.person("p0")).state).toBe(addressPermanent ? "exhausted" : "active");
    }
  });

  it("29: overdue, escalated, then delivered late and twice: no step back, no second escalation", async () => {
    const plan = { ...PLAN, steps: PLAN.steps.map((step) => ({ ...step, onMissingReceipt: "escalate" as const })) };
    const { desk, claimed } = await claimedOne(plan);
    await desk.settle([claimed]);
    desk.now = START + 15 * MINUTE + GRACE;
    await desk.processDue();
    const mail = await desk.claim("email.smtp");
    expect(mail).toHaveLength(1);
    await desk.settle(mail);
    const late = receipt("sms.main", claimed.attemptId, { ref: `ref-${claimed.attemptId}` });
    expect((await desk.record(late))[0]).toMatchObject({ status: "stored", fold: "applied" });
    expect((await desk.record(late))[0]).toMatchObject({ status: "repeated" });
    await desk.processDue();
    expect(await desk.person("p0")).toMatchObject({ state: "active", step: 2 });
    const types = (await desk.events("p0")).map(({ type }) => type);
    expect(types.filter((type) => type === "enrollment.escalated")).toHaveLength(1);
    expect(types.filter((type) => type === "attempt.delivered")).toHaveLength(1);
    expect((await desk.ledger()).attempts).toEqual(
      expect.arrayContaining([
        { step: 1, provider: "sms.main", state: "accepted", evidence: "delivered", count: 1 },
        { step: 2, provider: "email.smtp", state: "accepted", evidence: "none", count: 1 },
      ]),
    );
    expect(await desk.findings()).toEqual([]);
  });

  it("30: a receipt for a rejected attempt is stored and matched, and the contradiction is counted", async () => {
    const { desk, claimed } = await claimedOne();
    await desk.settle([claimed], { kind: "rejected", disposition: "reroute", ref: undefined });
    await desk.record(receipt("sms.main", claimed.attemptId));
    expect(await desk.ledger()).toMatchObject({ holds: true, totals: { contradictory: 1 } });
    expect((await desk.ledger()).attempts).toEqual([
      { step: 1, provider: "sms.main", state: "accepted", evidence: "delivered", count: 1 },
    ]);
  });

  it("30: a receipt for an unresolved attempt resolves it, and moves no recipient back", async () => {
    const { desk, claimed } = await claimedOne();
    await desk.settle([claimed], { kind: "uncertain", ref: undefined });
    desk.now = START + 15 * MINUTE + GRACE;
    await desk.processDue();
    expect((await desk.ledger()).attempts).toMatchObject([{ state: "unresolved", count: 1 }]);
    const second = await desk.claim("sms.second");
    await desk.settle(second);
    await desk.record(receipt("sms.main", claimed.attemptId));
    expect((await desk.ledger()).attempts.map(({ provider, state }) => [provider, state])).toEqual(
      expect.arrayContaining([
        ["sms.main", "accepted"],
        ["sms.second", "accepted"],
      ]),
    );
    expect((await desk.person("p0")).lastAttempt).toMatchObject({ provider: "sms.second" });
    expect(await desk.ledger()).toMatchObject({ holds: true, totals: { contradictory: 1 } });
  });

  it("30: after a cancelled campaign receipts are still stored, matched and counted", async () => {
    const { desk, campaign, claimed } = await claimedOne();
    await desk.store.transition({ campaign, transition: "cancel", actor: "anna", reason: "wrong text" });
    expect(await desk.settle([claimed])).toEqual(["recorded"]);
    expect((await desk.record(receipt("sms.main", claimed.attemptId)))[0]).toMatchObject({ fold: "applied" });
    expect(await desk.ledger()).toMatchObject({ holds: true, states: { cancelled: 1 } });
    expect((await desk.ledger()).attempts).toMatchObject([{ state: "accepted", evidence: "delivered", count: 1 }]);
    expect(await desk.findings()).toEqual([]);
  });

  it("31: undelivered while the only other carrier is closed: the recipient waits with a due time, and continues when it opens", async () => {
    const desk = await openDesk();
    await desk.start(2);
    const [first, other] = await desk.claim("sms.main");
    if (first === undefined || other === undefined) throw new Error("nobody was claimed");
    await desk.settle([other], { kind: "rejected", disposition: "reroute", ref: undefined });
    const [closing] = await desk.claim("sms.second");
    if (closing === undefined) throw new Error("nobody was claimed");
    const fault = { kind: "deferred", accountFault: true, retryAfterMs: HOUR, ref: undefined } as const;
    await desk.settle([closing], { ...fault, errorCode: "provider/unauthorized" });
    await desk.settle([first]);
    await desk.record(receipt("sms.main", first.attemptId, UNDELIVERED));
    desk.now += GRACE;
    await desk.processDue();
    expect(await desk.claim("sms.second")).toEqual([]);
    desk.now += 10 * MINUTE;
    await desk.processDue();
    expect(await desk.findings()).toEqual([]);
    const asked = await desk.store.claim({
      worker: "worker",
      wants: [{ provider: "sms.second", slots: 1, sendBudgetMs: SECOND }],
    });
    expect(asked.claimed).toEqual([]);
    expect(asked.nextDueAt).toBeLessThanOrEqual(START + HOUR);
    desk.now = START + HOUR + SECOND;
    expect((await desk.claim("sms.second")).length).toBeGreaterThan(0);
  });

  it("31: while it stays closed until the step's latest start, the next channel is used", async () => {
    const desk = await openDesk();
    await desk.start(1);
    const [first] = await desk.claim("sms.main");
    if (first === undefined) throw new Error("nobody was claimed");
    await desk.settle([first], { kind: "rejected", disposition: "reroute", ref: undefined });
    for (let hour = 0; hour < 100 && desk.now < DEADLINE; hour++) {
      const [again] = await desk.claim("sms.second");
      if (again !== undefined)
        await desk.settle([again], {
          kind: "deferred",
          accountFault: true,
          retryAfterMs: HOUR,
          ref: undefined,
        });
      desk.now += HOUR;
      await desk.processDue();
      if ((await desk.claim("email.smtp")).length > 0) break;
    }
    expect(await desk.person("p0")).toMatchObject({ step: 2, lastAttempt: { provider: "email.smtp" } });
    expect(desk.now).toBeLessThan(DEADLINE);
  });
});
