import { expect, it } from "vitest";
import { rescheduleRows } from "./reschedule.ts";
import { HOUR, ONE_CARRIER, route, SECOND, SMS_ONLY, step } from "./scene/plan.ts";
import { type PersonFacts, phoneNumbered, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const correctedContactsContract: Area = area("a recipient's corrected contacts", ({ scene }) => {
  const WRONG = { addressPermanent: true };
  const DEAD = { disposition: "reject", errorCode: "provider/bad-recipient" } as const;
  const toEnd = async (here: Scene) => {
    await here.skip(HOUR + SECOND);
    await here.decide();
  };

  it.each([
    { plan: SMS_ONLY, before: "done" },
    { plan: ONE_CARRIER, before: "rescheduled" },
  ])("sends the SMS again after a late report of a dead number ($before before)", async ({ plan, before }) => {
    const here = await scene({ plan });
    const first = await here.sendOne();
    await toEnd(here);
    if (plan === ONE_CARRIER) await here.sendOne("email.smtp");
    expect((await rescheduleRows(here, [1, { deadline: { at: here.now + 20 * HOUR } }])).statuses).toEqual([before]);
    await here.receipt(first, "undelivered", WRONG);
    expect((await here.person("p1")).contacts[0]).toMatchObject({ barred: "dead" });
    expect((await rescheduleRows(here, [1, { sms: [phoneNumbered(9)] }])).statuses).toEqual(["rescheduled"]);
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1, address: phoneNumbered(9) }]);
  });

  it("before late reports of a dead number sends the SMS once, after the first report", async () => {
    const here = await scene({ plan: { steps: [step("sms")] }, audience: "open" });
    const first = await here.sendOne();
    await here.receipt(first, "undelivered");
    await here.decide();
    const last = await here.sendOne("sms.second");
    await toEnd(here);
    await here.enroll([row(1, { sms: [phoneNumbered(9)] })]);
    expect(await here.claim()).toEqual([]);
    await here.receipt(first, "undelivered", WRONG);
    expect((await here.sendOne()).address).toBe(phoneNumbered(9));
    await toEnd(here);
    await here.receipt(last, "undelivered", WRONG);
    expect((await here.person("p1")).contacts[0]?.barred).toBeUndefined();
    expect(await here.person("p1")).toMatchObject({ state: "exhausted", step: 1 });
  });

  const SMS = { sms: [phoneNumbered(9)] };
  const BOTH = { ...SMS, email: ["new@example.org"] };
  const TWO_NUMBERS = { sms: [phoneNumbered(1), phoneNumbered(2)] };

  it.each([
    { order: ["row", "sms", "email"], rows: [BOTH] },
    { order: ["sms", "row", "email", "row"], rows: [SMS, BOTH] },
    { order: ["sms", "email", "row"], rows: [BOTH] },
  ])(
    "with number and mailbox repeats both steps, in any order of row and reports ($order)",
    async ({ order, rows }) => {
      const here = await scene({ plan: ONE_CARRIER });
      const sms = await here.sendOne();
      await toEnd(here);
      const sent = { sms, email: await here.sendOne("email.smtp") };
      const [got, next]: [string[], PersonFacts[]] = [[], [...rows]];
      const send = async () => {
        for (const provider of ["sms.main", "email.smtp"] as const)
          got.push(...(await here.send(provider)).map(({ step, address }) => `${step} ${address}`));
      };
      for (const event of order) {
        if (event === "row") await rescheduleRows(here, [1, next.shift() ?? {}]);
        else await here.receipt(sent[event as keyof typeof sent], "undelivered", WRONG);
        await send();
      }
      for (let hours = 0; hours < 4; hours++) {
        await toEnd(here);
        await send();
      }
      expect(got).toEqual([`1 ${phoneNumbered(9)}`, "2 new@example.org"]);
      expect(await here.person("p1")).toMatchObject({ state: "exhausted" });
    },
  );

  it("keeps a step with a pending retry for the time after the earlier step", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    const first = await here.claimOne();
    await here.settle(first, "rejected", DEAD);
    const mail = await here.claimOne("email.smtp");
    await here.settle(mail, "rejected", { disposition: "retry", errorCode: "provider/unavailable" });
    await rescheduleRows(here, [1, SMS]);
    await here.settle(await here.claimOne(), "rejected", DEAD);
    expect(await here.sendOne("email.smtp")).toMatchObject({ step: 2 });
  });

  it("counts no message that failed temporarily at a number that was dead", async () => {
    const here = await scene({ plan: { steps: [step("sms")] }, audience: "open" });
    await here.receipt(await here.sendOne(), "undelivered");
    await here.decide();
    const last = await here.sendOne("sms.second");
    await toEnd(here);
    await here.enroll([row(1, SMS)]);
    await here.receipt(last, "undelivered", WRONG);
    expect((await here.sendOne()).address).toBe(phoneNumbered(9));
  });

  it("tries the second number if the first failed temporarily and its correction is dead", async () => {
    const here = await scene({ plan: { steps: [step("sms")] }, people: [TWO_NUMBERS], audience: "open" });
    const first = await here.sendOne();
    await here.enroll([row(1, { sms: [phoneNumbered(9), phoneNumbered(8)] })]);
    await here.receipt(first, "undelivered");
    await here.decide();
    const second = await here.sendOne("sms.second");
    expect(second.address).toBe(phoneNumbered(9));
    await toEnd(here);
    await here.receipt(second, "undelivered", WRONG);
    expect((await here.sendOne()).address).toBe(phoneNumbered(8));
  });

  it("repeats no step at a number that is corrected back", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    await here.receipt(await here.sendOne(), "delivered");
    await toEnd(here);
    await here.sendOne("email.smtp");
    await rescheduleRows(here, [1, { sms: [] }]);
    await rescheduleRows(here, [1]);
    await toEnd(here);
    expect(await here.claim()).toEqual([]);
    expect(await here.person("p1")).toMatchObject({ state: "exhausted", step: 2 });
  });

  it("counts no message to another person's number, even after two corrections", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    const first = await here.sendOne();
    await here.receipt(first, "delivered");
    await here.press("p1", "wrong-person");
    await here.decide();
    expect(await here.sendOne("email.smtp")).toMatchObject({ step: 2 });
    await rescheduleRows(here, [1, SMS]);
    const second = await here.sendOne();
    expect(second.address).toBe(phoneNumbered(9));
    await toEnd(here);
    await here.receipt(second, "undelivered", WRONG);
    await rescheduleRows(here, [1, { sms: [phoneNumbered(8)] }]);
    expect((await here.sendOne()).address).toBe(phoneNumbered(8));
  });

  it("sends no earlier step to a number that got a later one", async () => {
    const here = await scene({
      plan: { steps: [step("sms", { route: [route()] }), step("sms", { route: [route()] })] },
    });
    const first = await here.sendOne();
    await rescheduleRows(here, [1, SMS]);
    await toEnd(here);
    expect(await here.sendOne()).toMatchObject({ step: 2, address: phoneNumbered(9) });
    await here.receipt(first, "undelivered", WRONG);
    await toEnd(here);
    expect(await here.claim()).toEqual([]);
    expect(await here.person("p1")).toMatchObject({ state: "exhausted" });
  });

  it("corrects one of two numbers if the first or the second is reported dead late", async () => {
    for (const isSecond of [false, true]) {
      const here = await scene({ plan: SMS_ONLY, people: [TWO_NUMBERS] });
      let wire = await here.sendOne();
      if (isSecond) {
        await here.receipt(wire, "undelivered", WRONG);
        await here.decide();
        wire = await here.sendOne();
        await rescheduleRows(here, [1, { sms: [phoneNumbered(9), phoneNumbered(2)] }]);
      }
      await toEnd(here);
      await here.receipt(wire, "undelivered", WRONG);
      if (!isSecond) await rescheduleRows(here, [1, { sms: [phoneNumbered(9), phoneNumbered(2)] }]);
      expect((await here.sendOne()).address).toBe(phoneNumbered(9));
    }
  });

  it("sends a later step after all if its message had not left the gateway", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    const first = await here.sendOne();
    await toEnd(here);
    const wire = await here.claimOne("email.smtp");
    await rescheduleRows(here, [1, SMS]);
    await here.receipt(first, "undelivered", WRONG);
    expect(await here.settle(wire, "not-sent")).toBe("recorded");
    expect((await here.sendOne()).address).toBe(phoneNumbered(9));
    await toEnd(here);
    expect(await here.claim("email.smtp")).toMatchObject([{ step: 2 }]);
  });

  it("during the SMS step makes a late report of the old number start no second SMS", async () => {
    const here = await scene();
    const first = await here.sendOne();
    await rescheduleRows(here, [1, { sms: [phoneNumbered(9)] }]);
    await here.receipt(first, "undelivered");
    await here.decide();
    expect((await here.sendOne("sms.second")).address).toBe(phoneNumbered(9));
    await toEnd(here);
    await here.receipt(first, "undelivered", WRONG);
    expect(await here.person("p1")).toMatchObject({ step: 2 });
    expect((await here.person("p1")).contacts[0]?.barred).toBeUndefined();
  });
});
