import type { ReplyItem } from "@relance/spec";
import { expect, it } from "vitest";
import { retainAll } from "./scene/every-row.ts";
import { HOUR, ONE_CARRIER, SECOND_CARRIER, SMS_ONLY, step } from "./scene/plan.ts";
import { digestOf, phoneOf } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

/** What people write back. */
export const repliesContract: Area = area("replies", ({ test, scene }) => {
  const gesture = { ...ONE_CARRIER, strength: "gesture" } as const;

  test("of a known word are an answer of the one open enrollment on that phone", async (here) => {
    await here.sendOne();
    expect(await here.reply(phoneOf(1), "ok")).toMatchObject({ status: "stored", reply: "answered" });
    expect((await here.person("p1")).answer).toBe("promise");
    await here.listen(HOUR + 60_000);
    expect(await here.decide()).toEqual({});
  });

  test("close the enrollment where a gesture is enough", { plan: gesture }, async (here) => {
    await here.sendOne();
    expect(await here.reply(phoneOf(1), "done")).toMatchObject({ reply: "acknowledged" });
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  test("prove the delivery of the one message in question", async (here) => {
    await here.sendOne();
    await here.reply(phoneOf(1), "what is this");
    expect((await here.person("p1")).lastAttempt?.evidence).toBe("engaged");
  });

  test("stored before the end of the wait keep the person from the next step", { plan: gesture }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    await here.listen(HOUR - 1_000);
    await here.reply(phoneOf(1), "done");
    await here.listen(2_000);
    expect(await here.decide()).toEqual({});
    expect(await here.claim("email.smtp")).toEqual([]);
  });

  it("from a phone with two open enrollments acknowledge nobody by a guess", async () => {
    const here = await scene({ plan: gesture, people: [{ sms: [phoneOf(1)] }, { sms: [phoneOf(1)] }] });
    const sent = await here.send();
    expect(await here.reply(phoneOf(1), "done")).toMatchObject({ reply: "ambiguous" });
    expect((await here.ledger()).states).toMatchObject({ active: 2, acknowledged: 0 });
    expect((await here.ledger()).attempts).toMatchObject([{ evidence: "none", count: 2 }]);
    expect(await here.reply(phoneOf(1), `done ${sent[1]?.code}`)).toMatchObject({ reply: "acknowledged" });
    expect((await here.person(sent[1]?.key ?? "")).state).toBe("acknowledged");
    expect((await here.person(sent[0]?.key ?? "")).state).toBe("active");
  });

  test("are not mistaken where one phone is in two campaigns", { plan: gesture }, async (here) => {
    await here.sendOne();
    await here.seed({ name: "other", plan: gesture });
    await here.sendOne();
    expect(await here.reply(phoneOf(1), "done")).toMatchObject({ reply: "ambiguous" });
    for (const { states } of await here.store.count()) expect(states.acknowledged).toBe(0);
  });

  test("with a code of nobody acknowledge nobody", { plan: gesture }, async (here) => {
    const { code } = await here.sendOne();
    const other = code === "99" ? "98" : "99";
    expect((await here.reply(phoneOf(1), `done ${other}`)).reply).toBe("unclear");
    expect((await here.person("p1")).state).toBe("active");
  });

  test("from a stranger are kept and move nobody", async (here) => {
    expect(await here.reply(phoneOf(99), "done")).toMatchObject({ status: "stored", reply: "unknown" });
  });

  test("of any other word are kept for people, with an event", async (here) => {
    await here.sendOne();
    expect(await here.reply(phoneOf(1), "merci")).toMatchObject({ reply: "unclear" });
    expect((await here.events()).map(({ type }) => type)).toContain("enrollment.replied");
    expect((await here.person("p1")).state).toBe("active");
  });

  test("count under an id that the carrier gave before to another person or text", {
    plan: gesture,
    people: 2,
  }, async (here) => {
    await here.send();
    await here.reply(phoneOf(1), "hello", { eventId: "1" });
    expect(await here.reply(phoneOf(1), "done", { eventId: "1" })).toMatchObject({ reply: "acknowledged" });
    expect(await here.reply(phoneOf(2), "STOP", { eventId: "1" })).toMatchObject({ reply: "suppressed" });
    expect(await here.reply(phoneOf(2), "STOP", { eventId: "1" })).toMatchObject({ status: "repeated" });
  });

  test("count once, however often the provider repeats them", { plan: gesture }, async (here) => {
    await here.sendOne();
    await here.reply(phoneOf(1), "done", { eventId: "m1" });
    const events = await here.events();
    expect(await here.reply(phoneOf(1), "done", { eventId: "m1" })).toMatchObject({ status: "repeated" });
    expect(await here.events()).toEqual(events);
  });

  it("that come after the ladder's end are recorded all the same", async () => {
    const here = await scene({ plan: { ...SMS_ONLY, strength: "gesture" } });
    await here.receipt(await here.sendOne(), "delivered");
    await here.listen(HOUR);
    await here.decide();
    expect((await here.person("p1")).state).toBe("exhausted");
    expect(await here.reply(phoneOf(1), "done")).toMatchObject({ reply: "acknowledged" });
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", late: false });
  });

  test("that match nobody do not hold up the others", { plan: ONE_CARRIER }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    await here.reply(phoneOf(99), "done");
    await here.listen(HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
  });
});

export const stopAndStartContract: Area = area("STOP and START", ({ test, scene }) => {
  test("STOP is no acknowledgement: the next lawful channel follows at once", async (here) => {
    await here.sendOne();
    expect(await here.reply(phoneOf(1), "STOP")).toMatchObject({ reply: "suppressed" });
    expect(await here.person("p1")).toMatchObject({ state: "active", answer: undefined });
    expect((await here.person("p1")).contacts.map(({ barred }) => barred)).toEqual(["opted-out", undefined]);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  it("STOP from a shared phone is meant for everybody who shares it", async () => {
    const here = await scene({ people: [{ sms: [phoneOf(1)] }, { sms: [phoneOf(1)] }, {}] });
    await here.reply(phoneOf(1), "STOP");
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p3"]);
    expect((await here.claim("email.smtp")).map(({ key }) => key).sort()).toEqual(["p1", "p2"]);
  });

  test("STOP forbids later campaigns as well, and START allows them again", async (here) => {
    await here.reply(phoneOf(1), "STOP");
    await here.seed({ name: "second", people: [{ email: [] }] });
    expect((await here.person("p1")).state).toBe("suppressed");
    await here.reply(phoneOf(1), "START");
    await here.seed({ name: "third", people: [{ email: [] }] });
    expect((await here.person("p1")).state).toBe("pending");
  });

  it("STOP is meant for every tenant that sends over the same provider, be it that it has forgotten the person", async () => {
    const here = await scene({ people: 0 });
    await here.seed({ name: "of-acme", tenant: "acme", people: [{ email: [] }] });
    await here.seed({ name: "of-umbra", tenant: "umbra", people: [{ email: [], deadline: { afterMs: HOUR } }] });
    await here.skip(2 * HOUR);
    await here.processDue();
    await retainAll(here, { contacts: HOUR });
    expect((await here.person("p1")).contacts).toEqual([]); // umbra has forgotten the phone, acme has it
    expect(await here.reply(phoneOf(1), "STOP")).toMatchObject({ reply: "suppressed" });
    const again = { people: [{ key: "back", email: [] }], plan: SMS_ONLY };
    await here.seed({ ...again, name: "next", tenant: "umbra" });
    expect((await here.person("back")).state).toBe("suppressed");
    await here.reply(phoneOf(1), "START");
    await here.seed({ ...again, name: "after", tenant: "umbra" });
    expect((await here.person("back")).state).toBe("pending");
  });

  test("STOP to one sender says nothing to a tenant that sends over others alone", { people: 0 }, async (here) => {
    await here.seed({ name: "of-acme", tenant: "acme", people: [{ email: [] }], plan: SMS_ONLY });
    const second = { ...SMS_ONLY, steps: [step("sms", { route: [SECOND_CARRIER] })] };
    await here.seed({
      name: "of-umbra",
      tenant: "umbra",
      plan: second,
      people: [{ key: "p2", sms: [phoneOf(2)], email: [] }],
    });
    await here.reply(phoneOf(1), "STOP");
    const back = { people: [{ key: "back", sms: [phoneOf(1)], email: [] }], plan: second };
    await here.seed({ ...back, name: "next", tenant: "umbra" });
    expect((await here.person("back")).state).toBe("pending");
  });

  it("STOP over another channel is meant for that channel's contact, such as a complaint about a mail", async () => {
    const here = await scene({ people: [{ sms: [] }] });
    const item: ReplyItem = { type: "reply", from: "p1@example.org", text: "", optOut: "stop" };
    const reply = { digest: digestOf("email", item.from), optOut: "stop", word: "", code: undefined } as const;
    const [answer] = await here.store.record([{ provider: "email.smtp", item, reply }]);
    expect(answer).toMatchObject({ status: "stored", reply: "suppressed" });
    expect(await here.person("p1")).toMatchObject({ state: "suppressed", answer: undefined });
  });

  test("STOP that repeats changes nothing more", async (here) => {
    await here.sendOne();
    await here.reply(phoneOf(1), "STOP");
    const events = await here.events();
    await here.reply(phoneOf(1), "STOP");
    expect(await here.events()).toEqual(events);
  });

  test("START takes a suppressed person up again, while the deadline allows", { plan: SMS_ONLY }, async (here) => {
    await here.sendOne();
    await here.reply(phoneOf(1), "STOP");
    expect((await here.person("p1")).state).toBe("suppressed");
    await here.reply(phoneOf(1), "START");
    expect((await here.person("p1")).state).toBe("active");
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
  });
});
