import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER, SMS_ONLY } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

export const repliesContract: Area = area("a recipient's replies", ({ test, scene }) => {
  const gesture = { ...ONE_CARRIER, strength: "gesture" } as const;

  test("with a known word count as the answer of the phone's only open enrollment", async (here) => {
    await here.sendOne();
    expect(await here.reply(phoneNumbered(1), "ok")).toMatchObject({ status: "stored", reply: "answered" });
    expect((await here.person("p1")).answer).toBe("promise");
    await here.listen(HOUR + 60_000);
    expect(await here.decide()).toEqual({});
  });

  test("end the recipient's steps if the campaign accepts a reply or a press as proof", {
    plan: gesture,
  }, async (here) => {
    await here.sendOne();
    expect(await here.reply(phoneNumbered(1), "done")).toMatchObject({ reply: "acknowledged" });
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  test("prove the delivery of the message that they answer", async (here) => {
    await here.sendOne();
    await here.reply(phoneNumbered(1), "what is this");
    expect((await here.person("p1")).lastAttempt?.evidence).toBe("engaged");
  });

  test("that are stored before the end of the wait prevent the recipient's next step", {
    plan: gesture,
  }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    await here.listen(HOUR - 1_000);
    await here.reply(phoneNumbered(1), "done");
    await here.listen(2_000);
    expect(await here.decide()).toEqual({});
    expect(await here.claim("email.smtp")).toEqual([]);
  });

  it("from a phone with two open enrollments acknowledge neither enrollment", async () => {
    const here = await scene({ plan: gesture, people: [{ sms: [phoneNumbered(1)] }, { sms: [phoneNumbered(1)] }] });
    const sent = await here.send();
    expect(await here.reply(phoneNumbered(1), "done")).toMatchObject({ reply: "ambiguous" });
    expect((await here.ledger()).states).toMatchObject({ active: 2, acknowledged: 0 });
    expect((await here.ledger()).attempts).toMatchObject([{ evidence: "none", count: 2 }]);
    expect(await here.reply(phoneNumbered(1), `done ${sent[1]?.code}`)).toMatchObject({ reply: "acknowledged" });
    expect((await here.person(sent[1]?.key ?? "")).state).toBe("acknowledged");
    expect((await here.person(sent[0]?.key ?? "")).state).toBe("active");
  });

  test("that name a campaign are assigned to this campaign if the phone is in two campaigns", {
    plan: gesture,
  }, async (here) => {
    await here.sendOne();
    await here.seed({ name: "other", plan: gesture });
    await here.sendOne();
    expect(await here.reply(phoneNumbered(1), "done")).toMatchObject({ reply: "ambiguous" });
    for (const { states } of await here.store.count()) expect(states.acknowledged).toBe(0);
  });

  test("with an unknown code acknowledge no enrollment", { plan: gesture }, async (here) => {
    const { code } = await here.sendOne();
    const other = code === "99" ? "98" : "99";
    expect((await here.reply(phoneNumbered(1), `done ${other}`)).reply).toBe("unclear");
    expect((await here.person("p1")).state).toBe("active");
  });

  test("from an unknown sender are stored, and move no recipient", async (here) => {
    expect(await here.reply(phoneNumbered(99), "done")).toMatchObject({ status: "stored", reply: "unknown" });
  });

  test("with an unknown word are kept for operators and reported by an event", async (here) => {
    await here.sendOne();
    expect(await here.reply(phoneNumbered(1), "merci")).toMatchObject({ reply: "unclear" });
    expect((await here.events()).map(({ type }) => type)).toContain("enrollment.replied");
    expect((await here.person("p1")).state).toBe("active");
  });

  test("count even if the carrier used the same id for another recipient or text before", {
    plan: gesture,
    people: 2,
  }, async (here) => {
    await here.send();
    await here.reply(phoneNumbered(1), "hello", { eventId: "1" });
    expect(await here.reply(phoneNumbered(1), "done", { eventId: "1" })).toMatchObject({ reply: "acknowledged" });
    expect(await here.reply(phoneNumbered(2), "STOP", { eventId: "1" })).toMatchObject({ reply: "suppressed" });
    expect(await here.reply(phoneNumbered(2), "STOP", { eventId: "1" })).toMatchObject({ status: "repeated" });
  });

  test("count once, however often the provider repeats them", { plan: gesture }, async (here) => {
    await here.sendOne();
    await here.reply(phoneNumbered(1), "done", { eventId: "m1" });
    const events = await here.events();
    expect(await here.reply(phoneNumbered(1), "done", { eventId: "m1" })).toMatchObject({ status: "repeated" });
    expect(await here.events()).toEqual(events);
  });

  test("with a repeated id count again if their time differs, or if they have no time and arrive on another day", {
    plan: gesture,
  }, async (here) => {
    const says = async (text: string, eventId: string, occurredAt?: number) =>
      (await here.reply(phoneNumbered(1), text, { eventId, occurredAt })).status;
    await here.sendOne();
    const { now } = here;
    expect([await says("done", "1", now), await says("done", "1", now)]).toEqual(["stored", "repeated"]);
    expect(await says("done", "1", now + 1)).toBe("stored");
    expect([await says("done", "2"), await says("done", "2")]).toEqual(["stored", "repeated"]);
    await here.skip(25 * HOUR);
    expect(await says("done", "1", now)).toBe("repeated");
    expect([await says("done", "2"), await says("done", "2")]).toEqual(["stored", "repeated"]);
  });

  it("are still recorded after the last step", async () => {
    const here = await scene({ plan: { ...SMS_ONLY, strength: "gesture" } });
    await here.receipt(await here.sendOne(), "delivered");
    await here.listen(HOUR);
    await here.decide();
    expect((await here.person("p1")).state).toBe("exhausted");
    expect(await here.reply(phoneNumbered(1), "done")).toMatchObject({ reply: "acknowledged" });
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", late: false });
  });

  test("without a matching recipient do not delay other replies", { plan: ONE_CARRIER }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    await here.reply(phoneNumbered(99), "done");
    await here.listen(HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
  });
});
