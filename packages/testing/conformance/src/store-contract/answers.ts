import type { AcknowledgeItem } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER, SMS_ONLY } from "./scene/plan.ts";
import { contactDigest, phoneNumbered, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const answersContract: Area = area("the answer", ({ test, scene }) => {
  test('"promise" delays all later steps, which continue when the delay ends', { plan: ONE_CARRIER }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    await here.press("p1", "promise");
    await here.skip(HOUR + 60_000);
    expect(await here.decide()).toEqual({});
    await here.skip(HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
  });

  test('"promise" remains in effect after the provider reports a failure of the message', async (here) => {
    const one = await here.sendOne();
    await here.press("p1", "promise");
    await here.receipt(one, "undelivered");
    expect(await here.decide()).toEqual({});
  });

  it("invalidates, for this enrollment, the number to which the message was sent", async () => {
    const here = await scene({ people: [{ sms: [phoneNumbered(1), phoneNumbered(2)] }] });
    await here.sendOne();
    await here.press("p1", "wrong-person");
    const second = await here.sendOne();
    expect(second.address).toBe(phoneNumbered(2));
    await here.press("p1", "wrong-person");
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  test('"help" stops all messages, and puts the recipient on the call list with the reason', async (here) => {
    await here.sendOne();
    await here.press("p1", "help");
    expect(await here.person("p1")).toMatchObject({ state: "exhausted", cause: "help", answer: "help" });
    const contacts = [{ address: phoneNumbered(1) }, {}];
    expect(await here.unreached()).toMatchObject([{ key: "p1", cause: "help", contacts }]);
  });

  it('"done" remains done when the recipient presses another answer later', async () => {
    const here = await scene({ plan: { strength: "gesture" } });
    await here.sendOne();
    await here.press("p1", "done");
    await here.press("p1", "promise");
    expect((await here.person("p1")).state).toBe("acknowledged");
  });
});

export const earlyAcknowledgementsContract: Area = area("acknowledgements before the enrollment", ({ test }) => {
  test("are stored, count once for the recipient, and prevent every message", { audience: "open" }, async (here) => {
    expect(await here.acknowledge("p2")).toMatchObject({ status: "waiting", enrollments: [] });
    expect((await here.ledger()).states.acknowledged).toBe(0);
    await here.enroll([row(2)]);
    expect((await here.person("p2")).state).toBe("acknowledged");
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p1"]);
    expect(await here.ledger()).toMatchObject({ states: { acknowledged: 1 }, audience: { enrolled: 2 } });
  });

  test("count once, however often the caller sends them", { audience: "open" }, async (here) => {
    await here.acknowledge("p2", { sourceId: "1" });
    expect((await here.acknowledge("p2", { sourceId: "1" })).status).toBe("duplicate");
    await here.enroll([row(2)]);
    expect((await here.acknowledge("p2", { sourceId: "1" })).status).toBe("duplicate");
  });

  test("do not apply to a campaign with another event or tenant", { audience: "open" }, async (here) => {
    await here.acknowledge("p2", { target: { tenant: "", key: "p2", on: "paid" } });
    await here.acknowledge("p2", { target: { tenant: "acme", key: "p2", on: "re-registered" } });
    await here.enroll([row(2)]);
    expect((await here.person("p2")).state).toBe("pending");
  });

  test("can be revoked before the enrollment", { audience: "open" }, async (here) => {
    await here.acknowledge("p2", { sourceId: "1", occurredAt: here.now });
    await here.acknowledge("p2", { sourceId: "2", occurredAt: here.now + 1, revoke: true });
    await here.enroll([row(2)]);
    expect((await here.claim()).map(({ key }) => key).sort()).toEqual(["p1", "p2"]);
  });
});

export const revocationsContract: Area = area("revocations", ({ test }) => {
  const done = (here: Scene): Partial<AcknowledgeItem> => ({ sourceId: "done", occurredAt: here.now });
  const taken = (at: number): Partial<AcknowledgeItem> => ({ sourceId: "taken", occurredAt: at, revoke: true });

  test("return the recipient to the same step, and make the step due immediately", async (here) => {
    await here.sendOne();
    const at = here.now + 1;
    await here.acknowledge("p1", done(here));
    expect(await here.acknowledge("p1", taken(at))).toMatchObject({ status: "recorded", state: "active" });
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
  });

  test("have the same result if they are repeated, or arrive before the answer that they revoke", async (here) => {
    await here.sendOne();
    const [first, second] = [taken(here.now + 1), done(here)];
    for (let round = 0; round < 2; round++) {
      const status = round === 0 ? "recorded" : "duplicate";
      expect(await here.acknowledge("p1", first)).toMatchObject({ status });
      expect(await here.acknowledge("p1", second)).toMatchObject({ status });
    }
    expect((await here.person("p1")).state).toBe("active");
  });

  test("do not delay the message if the answer that they revoke arrives later", async (here) => {
    const at = here.now;
    await here.acknowledge("p1", taken(at + 1));
    await here.acknowledge("p1", { sourceId: "done", occurredAt: at });
    expect(await here.person("p1")).toMatchObject({ answer: undefined, lastAnswer: undefined });
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
  });

  test("make an acknowledgement late if only late answers remain", {
    plan: { ...SMS_ONLY, strength: "gesture" },
  }, async (here) => {
    await here.sendOne();
    await here.acknowledge("p1", done(here));
    await here.skip(25 * HOUR);
    await here.press("p1", "done");
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", late: false });
    await here.acknowledge("p1", taken(here.now));
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", cause: "late", late: true });
    expect((await here.ledger()).holds).toBe(true);
  });

  test("do not revoke later events", async (here) => {
    await here.acknowledge("p1", taken(here.now - 1));
    await here.acknowledge("p1", done(here));
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  test("revoke only answers of their own source", { plan: { strength: "gesture" } }, async (here) => {
    await here.press("p1", "done");
    await here.acknowledge("p1", taken(here.now + 1));
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  test("cause no message after the deadline", { plan: SMS_ONLY }, async (here) => {
    await here.sendOne();
    await here.acknowledge("p1", done(here));
    await here.skip(25 * HOUR);
    await here.acknowledge("p1", taken(here.now));
    expect(await here.claim()).toEqual([]);
    expect((await here.person("p1")).state).toBe("expired");
  });

  test("that arrive before the campaign's start cause no message before the start", {
    until: "enrolled",
  }, async (here) => {
    await here.acknowledge("p1", done(here));
    await here.acknowledge("p1", taken(here.now + 1));
    expect(await here.claim()).toEqual([]);
  });
});

const PHONE_1 = { via: contactDigest("sms", phoneNumbered(1)) };
const PHONE_2 = { via: contactDigest("sms", phoneNumbered(2)) };

export const wrongPersonContract: Area = area('the answer "wrong person"', ({ test, scene }) => {
  const twoPhones = { people: [{ sms: [phoneNumbered(1), phoneNumbered(2)] }] } as const;

  async function onToEmail(here: Scene): Promise<void> {
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(HOUR);
    await here.decide();
    await here.sendOne("email.smtp");
  }

  test("on the current link moves the recipient to the next contact immediately", twoPhones, async (here) => {
    await here.sendOne();
    await here.press("p1", "wrong-person", PHONE_1);
    expect((await here.sendOne()).address).toBe(phoneNumbered(2));
  });

  test("on an earlier message's link does not change the contact for later messages", {
    plan: ONE_CARRIER,
  }, async (here) => {
    await onToEmail(here);
    const events = (await here.events()).length;
    await here.press("p1", "wrong-person", PHONE_1);
    expect(await here.person("p1")).toMatchObject({ state: "active", step: 2, answer: "wrong-person" });
    expect((await here.events()).slice(events).map(({ type }) => type)).toEqual(["enrollment.answered"]);
  });

  test("on an earlier message's link invalidates that message's contact", twoPhones, async (here) => {
    await here.sendOne();
    await here.press("p1", "wrong-person", PHONE_1);
    await here.sendOne();
    await here.press("p1", "wrong-person", PHONE_1);
    expect(await here.claim("email.smtp")).toEqual([]);
    await here.press("p1", "wrong-person", PHONE_2);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  test(
    "on a link that was sent to an old contact does not invalidate the corrected contact",
    twoPhones,
    async (here) => {
      await here.sendOne();
      await here.press("p1", "wrong-person", { via: contactDigest("sms", phoneNumbered(77)) });
      expect(await here.person("p1")).toMatchObject({ state: "active", answer: "wrong-person" });
      expect(await here.claim()).toEqual([]);
      expect(await here.claim("email.smtp")).toEqual([]);
    },
  );

  it("from a recipient without another contact puts the recipient on the call list, with the reason", async () => {
    const here = await scene({ people: [{ email: [] }] });
    await here.sendOne();
    await here.press("p1", "wrong-person", PHONE_1);
    expect(await here.person("p1")).toMatchObject({ state: "exhausted", cause: "wrong-person" });
    expect((await here.ledger()).unreachedBy).toEqual({ "wrong-person": 1 });
    expect(await here.unreached()).toMatchObject([{ contacts: [{ address: phoneNumbered(1), barred: "dead" }] }]);
  });

  it("in a reply invalidates the phone from which the reply came", async () => {
    const here = await scene({ ...twoPhones, plan: { reply: { NO: "wrong-person" } } });
    await here.sendOne();
    await here.reply(phoneNumbered(1), "no");
    expect((await here.sendOne()).address).toBe(phoneNumbered(2));
    await here.reply(phoneNumbered(1), "no");
    expect(await here.claim("email.smtp")).toEqual([]);
  });
});

export const afterTheLadderContract: Area = area("answers after the last step", ({ scene }) => {
  it.each([
    { answer: "help", cause: "help" },
    { answer: "wrong-person", cause: "wrong-person" },
    { answer: "promise", cause: "deadline" },
  ])("such as $answer are stored, with the cause $cause in the call list and the ledger", async ({ answer, cause }) => {
    const here = await scene();
    await here.skip(25 * HOUR);
    await here.decide();
    await here.press("p1", answer, PHONE_1);
    expect(await here.person("p1")).toMatchObject({ state: "expired", cause, lastAnswer: answer });
    expect(await here.ledger()).toMatchObject({ unreachedBy: { [cause]: 1 }, holds: true });
    expect((await here.ledger()).unreachedBy).toEqual({ [cause]: 1 });
  });
});
