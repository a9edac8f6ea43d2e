import { expect, it } from "vitest";
import { HOUR, MINUTE, ONE_CARRIER, SECOND, SMS_ONLY, step } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const escalateContract: Area = area("escalation", ({ test, scene }) => {
  async function delivered(here: Scene): Promise<void> {
    for (const one of await here.send()) await here.receipt(one, "delivered");
  }

  test("moves each recipient whose wait has ended to the next step, only once", { people: 3 }, async (here) => {
    await delivered(here);
    await here.skip(HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 3 });
    expect(await here.decide()).toEqual({});
    expect((await here.claim("email.smtp")).map(({ step }) => step)).toEqual([2, 2, 2]);
  });

  test("waits a moment for receipts and answers that arrived in time but are committed later", async (here) => {
    await delivered(here);
    await here.listen(HOUR);
    expect(await here.processDue()).toEqual({});
    await here.acknowledge("p1");
    expect(await here.decide()).toEqual({});
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  it("ends the enrollment after the last wait, and records the recipient as unreached with the last evidence", async () => {
    const here = await scene({ plan: SMS_ONLY });
    await delivered(here);
    await here.skip(HOUR);
    await here.decide();
    expect(await here.person("p1")).toMatchObject({
      state: "exhausted",
      cause: "ack-timeout",
      lastAttempt: { provider: "sms.main", evidence: "delivered" },
    });
    expect((await here.ledger()).unreachedBy).toEqual({ "ack-timeout": 1 });
  });

  test("returns the time at which the next recipient is due", async (here) => {
    await delivered(here);
    await here.processDue();
    const { nextDueAt = 0, more, now } = await here.store.escalate();
    expect({ more, now }).toEqual({ more: false, now: here.now });
    expect(nextDueAt).toBeGreaterThanOrEqual(here.now + HOUR);
    expect(nextDueAt).toBeLessThanOrEqual(here.now + HOUR + MINUTE);
  });

  test("moves recipients of a silent carrier to another vendor in the same step", { people: 2 }, async (here) => {
    await here.send();
    await here.listen(15 * MINUTE);
    expect(await here.decide()).toEqual({ "receipt-overdue": 2 });
    expect((await here.claim("sms.second")).map(({ step }) => step)).toEqual([1, 1]);
    expect((await here.ledger()).attempts).toContainEqual({
      step: 1,
      provider: "sms.main",
      state: "accepted",
      evidence: "unknown",
      count: 2,
    });
  });

  it("keeps a recipient in a `wait` step until the step's wait is over", async () => {
    const main = step("sms", { onMissingReceipt: "wait" });
    const here = await scene({ plan: { steps: [main, step("email")] } });
    await here.sendOne();
    await here.listen(15 * MINUTE);
    expect((await here.decide())["receipt-overdue"]).toBeUndefined();
    expect(await here.claim("sms.second")).toEqual([]);
    expect((await here.person("p1")).lastAttempt?.evidence).toBe("unknown");
    await here.skip(HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  test("moves recipients to the next step when the other vendor is silent too, and never back to the first vendor", async (here) => {
    for (const provider of ["sms.main", "sms.second"]) {
      await here.sendOne(provider);
      await here.listen(15 * MINUTE);
      await here.decide();
    }
    expect(await here.claim("sms.main")).toEqual([]);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  test("waits for an answer if only the silent vendor remains", { plan: SMS_ONLY }, async (here) => {
    await here.sendOne();
    await here.listen(15 * MINUTE);
    expect((await here.decide()).undelivered).toBeUndefined();
    expect((await here.person("p1")).state).toBe("active");
    await here.skip(HOUR);
    await here.decide();
    expect((await here.person("p1")).state).toBe("exhausted");
  });

  test("does not move a recipient back when an overdue receipt arrives", async (here) => {
    const one = await here.sendOne();
    await here.listen(15 * MINUTE);
    await here.decide();
    await here.receipt(one, "delivered");
    expect(await here.decide()).toEqual({});
    expect(await here.claim("sms.second")).toMatchObject([{ key: "p1", step: 1 }]);
  });

  test("does not wait for receipts of a provider that sends no receipts", { people: [{ sms: [] }] }, async (here) => {
    await here.sendOne("email.smtp");
    await here.listen(20 * MINUTE);
    expect(await here.decide()).toEqual({});
    expect((await here.person("p1")).lastAttempt).toMatchObject({ evidence: "none" });
  });

  test("moves the recipient of an uncertain message to another vendor after the permitted time, and never repeats the message through the same vendor", async (here) => {
    await here.settle(await here.claimOne(), "uncertain");
    await here.listen(10 * MINUTE);
    await here.decide();
    expect((await here.ledger()).attempts).toMatchObject([{ state: "unresolved", count: 1 }]);
    expect(await here.claim("sms.main")).toEqual([]);
    expect(await here.claim("sms.second")).toMatchObject([{ key: "p1", step: 1 }]);
  });

  it("may repeat an uncertain message if the campaign is at-least-once", async () => {
    const here = await scene({ plan: { ...ONE_CARRIER, guarantee: "at-least-once" } });
    await here.settle(await here.claimOne(), "uncertain");
    await here.listen(10 * MINUTE);
    await here.decide();
    expect(await here.claim("sms.main")).toMatchObject([{ key: "p1", step: 1 }]);
  });

  test("marks an uncertain attempt as accepted when a receipt proves the send, and counts the contradiction", async (here) => {
    const one = await here.claimOne();
    await here.settle(one, "uncertain");
    await here.listen(10 * MINUTE);
    await here.decide();
    await here.receipt(one, "delivered");
    const { attempts, totals } = await here.ledger();
    expect(attempts).toMatchObject([{ state: "accepted", evidence: "delivered" }]);
    expect(totals.contradictory).toBe(1);
  });

  it("skips an unsent step when the later steps need the remaining time", async () => {
    const steps = [step("sms"), step("email")];
    const here = await scene({
      plan: { steps, callBufferMs: 2 * HOUR },
      people: [{ deadline: { afterMs: 3 * HOUR } }],
    });
    await here.steer({ step: 1, gate: "held" });
    await here.skip(HOUR + MINUTE);
    expect(await here.decide()).toEqual({ "too-late": 1 });
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  it("waits for the step's own start time", async () => {
    const steps = [step("sms"), step("email", { beforeDeadlineMs: 12 * HOUR })];
    const here = await scene({ plan: { steps } });
    await delivered(here);
    await here.skip(HOUR);
    await here.decide();
    expect(await here.claim("email.smtp")).toEqual([]);
    await here.skip(11 * HOUR);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });

  test("records the cause, and the message that caused the move", async (here) => {
    const { attemptId } = await here.sendOne();
    await here.listen(15 * MINUTE + SECOND);
    await here.decide();
    const events = (await here.events()).filter(({ key }) => key === "p1");
    expect(events.slice(-2)).toMatchObject([
      { type: "attempt.unknown", cause: "receipt-overdue", attemptId, provider: "sms.main" },
      { type: "enrollment.rerouted", cause: "receipt-overdue", step: 1 },
    ]);
  });

  const silence = (here: Scene, since: Readonly<Record<string, number>> = { "sms.main": here.now }) =>
    here.store.control([{ campaign: here.campaign.campaign, since }]);

  test("does not move recipients without a receipt in the first half of the wait, while no receipts arrive at all", async (here) => {
    await here.sendOne();
    await silence(here);
    await here.listen(29 * MINUTE);
    expect(await here.decide()).toEqual({});
    await here.listen(15 * MINUTE);
    expect(await here.decide()).toEqual({ "receipt-overdue": 1 });
    expect(await here.claim("sms.second")).toHaveLength(1);
  });

  test("moves recipients without a receipt once other recipients' receipts arrive again", {
    people: 2,
  }, async (here) => {
    const [heard] = await here.send();
    await silence(here);
    await here.listen(20 * MINUTE);
    expect(await here.decide()).toEqual({});
    await here.receipt(heard ?? { attemptId: "" }, "delivered");
    await silence(here, {});
    await here.listen(15 * MINUTE);
    expect(await here.decide()).toEqual({ "receipt-overdue": 1 });
  });

  test("moves recipients of other providers and campaigns normally while one provider's receipts are missing", async (here) => {
    await here.sendOne();
    await silence(here, { "sms.second": here.now });
    await here.store.control([{ campaign: here.campaign.campaign + 1, since: { "sms.main": here.now } }]);
    await here.listen(15 * MINUTE);
    expect(await here.decide()).toEqual({ "receipt-overdue": 1 });
  });
});
