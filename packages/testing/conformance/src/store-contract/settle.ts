import { expect, it } from "vitest";
import { HOUR, MINUTE, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

export const settleContract: Area = area("the outcome", ({ test, scene }) => {
  test("of an accepted message starts the wait for receipt and answer", async (here) => {
    expect(await here.settle(await here.claimOne(), "accepted", { ref: "r1" })).toBe("applied");
    expect((await here.person("p1")).lastAttempt).toMatchObject({ state: "accepted", evidence: "none" });
    expect(await here.claim("sms.second")).toEqual([]);
  });

  test("that is reported again changes nothing", async (here) => {
    const one = await here.claimOne();
    await here.settle(one, "accepted", { ref: "r1" });
    const [before, events] = [await here.ledger(), await here.events()];
    expect(await here.settle(one, "accepted", { ref: "r1" })).toBe("repeated");
    expect(await here.ledger()).toEqual(before);
    expect(await here.events()).toEqual(events);
  });

  test("stores the number of an SMS's segments with its message, whatever the attempt's state", {
    people: 2,
  }, async (here) => {
    const [one, two] = await here.claim();
    await here.settle(one ?? { attemptId: "" }, "accepted", { ref: "r1", segments: 3 });
    await here.settle(two ?? { attemptId: "" }, "uncertain", { segments: 2 });
    const counted = async () =>
      (await here.ledger()).attempts.map(({ state, evidence, count, segments }) => [state, evidence, count, segments]);
    expect(await counted()).toEqual(
      expect.arrayContaining([
        ["accepted", "none", 1, 3],
        ["uncertain", "none", 1, 2],
      ]),
    );
    for (const { attemptId = "" } of [one ?? {}, two ?? {}]) await here.receipt({ attemptId }, "delivered");
    expect((await counted()).filter(([, , count]) => count !== 0)).toEqual([["accepted", "delivered", 2, 5]]);
  });

  test("for an unknown attempt is reported as unknown, and the call's other outcomes are stored", async (here) => {
    const { attemptId } = await here.claimOne();
    const outcomes = [
      { attemptId: "zzzzzzz", kind: "accepted" as const },
      { attemptId: "not an id", kind: "accepted" as const },
      { attemptId, kind: "accepted" as const },
    ];
    expect(await here.store.settle(here.worker, outcomes)).toEqual(["unknown-attempt", "unknown-attempt", "applied"]);
  });

  test("that reports a refusal moves the recipient to the next provider immediately", async (here) => {
    const refusal = { disposition: "reroute", errorCode: "provider/refused" } as const;
    await here.settle(await here.claimOne(), "rejected", refusal);
    expect(await here.claim("sms.second")).toMatchObject([{ key: "p1", step: 1 }]);
  });

  test('"accepted" after a refusal is stored, and counts as a contradiction', async (here) => {
    const one = await here.claimOne();
    await here.settle(one, "rejected", { disposition: "reroute", errorCode: "provider/refused" });
    expect(await here.settle(one, "accepted", { ref: "r1" })).toBe("recorded");
    const { attempts, totals } = await here.ledger();
    expect(attempts.filter(({ count }) => count > 0)).toMatchObject([{ state: "accepted", count: 1 }]);
    expect(totals.contradictory).toBe(1);
  });

  it("that reports a bad number excludes the number: the next contact follows, or else the next channel", async () => {
    const here = await scene({ people: [{ sms: [phoneNumbered(1), phoneNumbered(2)] }] });
    const refusal = { disposition: "reject", errorCode: "provider/bad-recipient" } as const;
    await here.settle(await here.claimOne(), "rejected", refusal);
    const second = await here.claimOne();
    expect(second).toMatchObject({ step: 1, address: phoneNumbered(2) });
    await here.settle(second, "rejected", refusal);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  test("that reports a temporary refusal leads to another try, but not before the back-off ends", {
    plan: ONE_CARRIER,
  }, async (here) => {
    await here.settle(await here.claimOne(), "rejected", { disposition: "retry", retryAfterMs: 2 * MINUTE });
    await here.listen(MINUTE);
    expect(await here.claim()).toEqual([]);
    await here.listen(MINUTE);
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
  });

  test("of a message that cannot be rendered skips the other providers of the step", async (here) => {
    await here.settle(await here.claimOne(), "rejected", { errorCode: "message/missing-variable" });
    expect(await here.claim("sms.second")).toEqual([]);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });

  it("429 pauses only the provider that answered, for all recipients, until the given time", async () => {
    const here = await scene({ people: [{}, {}, { steps: 0b10 }] });
    const limited = { disposition: "retry", errorCode: "provider/rate-limited", retryAfterMs: 30 * SECOND } as const;
    await here.settle(await here.claimOne(), "rejected", limited);
    expect(await here.claim()).toEqual([]);
    expect(await here.claim("email.smtp")).toHaveLength(1);
    await here.listen(MINUTE);
    expect((await here.claim()).map(({ key }) => key).sort()).toEqual(["p1", "p2"]);
  });

  test("429 without a retry time pauses the provider for a second, for all recipients", { people: 3 }, async (here) => {
    const limited = { errorCode: "provider/rate-limited" } as const;
    await here.settle(await here.claimOne(), "deferred", limited);
    expect(await here.claim()).toEqual([]);
    here.clock.advance(SECOND);
    expect((await here.claim()).length).toBeGreaterThan(1);
  });

  it("that is the account's fault pauses the provider, and no recipient loses a try", async () => {
    const here = await scene({ plan: { ...ONE_CARRIER, maxTries: 1 } });
    for (let round = 0; round < 3; round++) {
      const one = await here.claimOne();
      await here.settle(one, "deferred", { accountFault: true, errorCode: "provider/unauthorized" });
      expect(await here.claim()).toEqual([]);
      await here.listen(5 * MINUTE);
    }
    expect(await here.sendOne()).toMatchObject({ key: "p1", step: 1 });
  });

  test("of an unsent message leads to a quick retry with the same provider", async (here) => {
    await here.settle(await here.claimOne(), "not-sent");
    await here.listen(10 * SECOND);
    expect(await here.claim()).toMatchObject([{ key: "p1", provider: "sms.main" }]);
    expect((await here.ledger()).attempts).toContainEqual(
      expect.objectContaining({ provider: "sms.main", state: "not-sent", count: 1 }),
    );
  });

  test("of an uncertain message never leads to a second send through the same provider", {
    plan: ONE_CARRIER,
  }, async (here) => {
    await here.settle(await here.claimOne(), "uncertain");
    expect((await here.person("p1")).lastAttempt?.state).toBe("uncertain");
    await here.listen(11 * MINUTE);
    await here.processDue();
    expect(await here.claim()).toEqual([]);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });

  test("that arrives after the recipient has continued stores the provider's id, and moves no recipient", async (here) => {
    const one = await here.claimOne();
    await here.acknowledge("p1");
    expect(await here.settle(one, "accepted", { ref: "r1" })).toBe("recorded");
    expect((await here.person("p1")).state).toBe("acknowledged");
    expect(await here.receipt({ ref: "r1" }, "delivered")).toMatchObject({ fold: "applied" });
    expect((await here.person("p1")).lastAttempt).toMatchObject({ state: "accepted", evidence: "delivered" });
  });

  test("that arrives after the recipient has returned to the step does not move the recipient", async (here) => {
    const one = await here.claimOne();
    await here.acknowledge("p1", { sourceId: "a" });
    await here.acknowledge("p1", { sourceId: "b", revoke: true, occurredAt: here.now + 1 });
    expect(await here.settle(one, "rejected", { disposition: "reject" })).toBe("recorded");
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
  });

  test("that is late does not settle the message that is now in flight", async (here) => {
    const one = await here.claimOne();
    await here.acknowledge("p1", { sourceId: "a" });
    await here.acknowledge("p1", { sourceId: "b", revoke: true, occurredAt: here.now + 1 });
    const now = await here.claimOne();
    expect(await here.settle(one, "rejected", { disposition: "reject" })).toBe("recorded");
    expect(await here.settle(now, "accepted")).toBe("applied");
  });

  it("that reports a phone on the provider's opt-out list is a STOP for every recipient with that phone", async () => {
    const here = await scene({ people: [{ sms: [phoneNumbered(1)] }, { sms: [phoneNumbered(1)] }] });
    const refusal = { disposition: "reject", errorCode: "provider/opted-out" } as const;
    await here.settle(await here.claimOne(), "rejected", refusal);
    expect(await here.claim()).toEqual([]);
    expect((await here.claim("email.smtp")).map(({ key }) => key).sort()).toEqual(["p1", "p2"]);
  });

  it("lets the wait for an answer begin when the message is accepted, never when it is claimed", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    const one = await here.claimOne();
    await here.listen(20 * SECOND);
    await here.settle(one, "accepted", { ref: "r1" });
    await here.receipt(one, "delivered");
    await here.listen(HOUR - 10 * SECOND);
    await here.processDue();
    expect(await here.claim("email.smtp")).toEqual([]);
    await here.listen(20 * SECOND);
    await here.processDue();
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });
});
