import { expect, it } from "vitest";
import { MINUTE, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

export const failuresContract: Area = area("receipts of a campaign", ({ test, scene }) => {
  test("that report a failure move the recipient within seconds, not only after the wait", async (here) => {
    const one = await here.sendOne();
    await here.listen(3 * SECOND);
    await here.receipt(one, "undelivered", { errorCode: "30003" });
    expect(await here.decide()).toEqual({ undelivered: 1 });
    expect(await here.claim("sms.second")).toMatchObject([{ key: "p1", step: 1 }]);
  });

  test("that report a failure move no recipient before all earlier items are applied", async (here) => {
    const one = await here.sendOne();
    await here.receipt(one, "undelivered");
    await here.acknowledge("p1");
    expect(await here.decide()).toEqual({});
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  it("prevent later messages to an address that a receipt reports as dead", async () => {
    const here = await scene({ people: [{ sms: [phoneNumbered(1), phoneNumbered(2)] }] });
    await here.receipt(await here.sendOne(), "undelivered", { addressPermanent: true });
    await here.decide();
    const second = await here.sendOne();
    expect(second.address).toBe(phoneNumbered(2));
    await here.receipt(second, "undelivered", { addressPermanent: true });
    await here.decide();
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  it.each([
    { what: "refused", kind: "rejected", disposition: "reroute" },
    { what: "never sent", kind: "not-sent", disposition: undefined },
  ] as const)("mark an attempt that was reported as $what as accepted, and count the contradiction", async (told) => {
    const here = await scene();
    const one = await here.claimOne();
    await here.settle(one, told.kind, { disposition: told.disposition });
    expect(await here.receipt(one, "delivered")).toMatchObject({ status: "stored", fold: "applied" });
    const { totals, attempts } = await here.ledger();
    expect(totals.contradictory).toBe(1);
    expect(attempts).toMatchObject([{ state: "accepted", evidence: "delivered", count: 1 }]);
  });

  test("that arrive after the enrollment ended are stored, and move no recipient", async (here) => {
    const one = await here.sendOne();
    await here.move({ transition: "cancel" });
    expect(await here.receipt(one, "undelivered", { addressPermanent: true })).toMatchObject({ fold: "applied" });
    expect(await here.decide()).toEqual({});
    expect(await here.person("p1")).toMatchObject({
      state: "cancelled",
      lastAttempt: { evidence: "undelivered-permanent" },
    });
  });

  test("that concern an earlier message move no recipient who got a later message", {
    plan: ONE_CARRIER,
  }, async (here) => {
    const first = await here.sendOne();
    await here.listen(16 * MINUTE);
    await here.processDue();
    await here.sendOne("email.smtp");
    expect(await here.receipt(first, "undelivered")).toMatchObject({ fold: "applied" });
    expect(await here.decide()).toEqual({});
    expect(await here.person("p1")).toMatchObject({ state: "active", step: 2, lastAttempt: { evidence: "none" } });
  });

  test("that concern an earlier step change the evidence, but move no recipient", {
    plan: ONE_CARRIER,
  }, async (here) => {
    const first = await here.sendOne();
    await here.listen(16 * MINUTE);
    expect(await here.processDue()).toEqual({ "receipt-overdue": 1 });
    await here.receipt(first, "delivered");
    await here.receipt(first, "delivered", { quality: "handset" });
    expect(await here.decide()).toEqual({});
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
    expect((await here.ledger()).attempts).toContainEqual({
      step: 1,
      provider: "sms.main",
      state: "accepted",
      evidence: "delivered",
      count: 1,
    });
  });
});
