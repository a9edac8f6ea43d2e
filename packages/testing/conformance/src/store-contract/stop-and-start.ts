import { CONFIRM_STOP_MS, type ReplyItem } from "@relance/spec";
import { expect, it } from "vitest";
import { retainAll } from "./scene/every-row.ts";
import { HOUR, ONE_CARRIER, SECOND_CARRIER, SMS_ONLY, step } from "./scene/plan.ts";
import { contactDigest, phoneNumbered } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const doubtfulStopContract: Area = area("a possible STOP", ({ test, scene }) => {
  const ALL = { limit: 10 };
  const judged = { tenant: "", channel: "sms", digest: contactDigest("sms", phoneNumbered(1)), actor: "desk" } as const;
  const stop = { ...judged, reason: "opted-out" };
  const noStop = { ...judged, reason: "doubtful-stop", remove: true };
  const listed = async (here: Scene) => (await here.store.replies({ doubtful: true, ...ALL })).rows;
  const reasons = async (here: Scene) => (await here.store.suppressions(ALL)).rows.map(({ reason }) => reason);

  test("suppresses the contact for now, and the recipient continues with the next contact", async (here) => {
    await here.sendOne();
    const answer = await here.reply(phoneNumbered(1), "PERHAPS");
    expect([answer.reply, answer.tell]).toEqual(["doubtful", undefined]);
    expect((await here.events()).map(({ type }) => type)).toContain("stop.doubtful");
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
    expect(await listed(here)).toMatchObject([{ text: "PERHAPS", status: "doubtful", person: { key: "p1" } }]);
    await here.seed({ name: "second", people: [{ email: [] }] });
    expect((await here.person("p1")).state).toBe("suppressed");
  });

  test("that an operator rejects no longer suppresses the contact, and lets an ended enrollment continue", {
    plan: SMS_ONLY,
  }, async (here) => {
    await here.sendOne();
    await here.reply(phoneNumbered(1), "PERHAPS");
    expect((await here.person("p1")).state).toBe("suppressed");
    expect(await here.store.suppress([noStop])).toMatchObject([{ status: "removed", people: 1 }]);
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
    expect(await listed(here)).toEqual([]);
  });

  test("that an operator rejects leaves other suppressions in force", { plan: SMS_ONLY }, async (here) => {
    await here.store.suppress([{ ...judged, reason: "complaint" }]);
    await here.reply(phoneNumbered(1), "PERHAPS");
    await here.store.suppress([noStop]);
    expect(await reasons(here)).toEqual(["complaint"]);
    expect(await here.claim()).toEqual([]);
  });

  test("that an operator confirms becomes a STOP, which START lifts", { plan: SMS_ONLY }, async (here) => {
    await here.sendOne();
    await here.reply(phoneNumbered(1), "PERHAPS");
    expect(await here.store.suppress([stop])).toMatchObject([{ status: "new" }]);
    expect([await reasons(here), await listed(here)]).toEqual([["opted-out"], []]);
    await here.reply(phoneNumbered(1), "START");
    expect(await reasons(here)).toEqual([]);
    expect((await here.person("p1")).state).toBe("active");
  });

  it("is confirmed or rejected once for all tenants to which the recipient may have written", async () => {
    const here = await scene({ people: 0 });
    for (const tenant of ["acme", "umbra"]) await here.seed({ name: tenant, tenant, people: [{ email: [] }] });
    for (const [tenant, judgment] of [
      ["acme", noStop],
      ["umbra", stop],
    ] as const) {
      await here.reply(phoneNumbered(1), "PERHAPS");
      expect(new Set(await reasons(here))).toEqual(new Set(["doubtful-stop"]));
      await here.store.suppress([{ ...judgment, tenant }]);
      expect(await reasons(here)).not.toContain("doubtful-stop");
    }
    expect(new Set(await reasons(here))).toEqual(new Set(["opted-out"]));
  });

  test("ends with START, and becomes certain with STOP", async (here) => {
    await here.reply(phoneNumbered(1), "PERHAPS");
    await here.reply(phoneNumbered(1), "START");
    expect(await reasons(here)).toEqual([]);
    await here.reply(phoneNumbered(1), "PERHAPS");
    await here.reply(phoneNumbered(1), "STOP");
    expect(await reasons(here)).toEqual(["opted-out"]);
    expect(await here.reply(phoneNumbered(1), "PERHAPS")).toMatchObject({ reply: "unclear" });
    expect(await reasons(here)).toEqual(["opted-out"]);
  });

  it("is an answer if the campaign offers the replied word as an answer", async () => {
    const here = await scene({ plan: { ...ONE_CARRIER, strength: "gesture", reply: { PERHAPS: "done" } } });
    await here.sendOne();
    expect(await here.reply(phoneNumbered(1), "PERHAPS")).toMatchObject({ reply: "acknowledged" });
    expect(await reasons(here)).toEqual([]);
  });

  it("is never a word such as START, which counts as an ordinary answer without an earlier STOP", async () => {
    const here = await scene({ plan: { ...ONE_CARRIER, strength: "gesture", reply: { START: "done" } } });
    await here.sendOne();
    await here.reply(phoneNumbered(1), "PERHAPS");
    expect(await here.reply(phoneNumbered(1), "START")).toMatchObject({ reply: "acknowledged" });
    expect(await reasons(here)).toEqual(["doubtful-stop"]);
  });

  test("from an unknown sender suppresses the sender's contact for later campaigns", { people: 0 }, async (here) => {
    expect(await here.reply(phoneNumbered(1), "PERHAPS")).toMatchObject({ reply: "doubtful" });
    await here.seed({ name: "later", people: [{ email: [] }], plan: SMS_ONLY });
    expect((await here.person("p1")).state).toBe("suppressed");
    expect(await listed(here)).toHaveLength(1);
  });
});

export const stopAndStartContract: Area = area("the reply", ({ test, scene }) => {
  test("STOP is no acknowledgement, so the next allowed channel follows immediately", async (here) => {
    await here.sendOne();
    expect(await here.reply(phoneNumbered(1), "STOP")).toMatchObject({ reply: "suppressed" });
    expect(await here.person("p1")).toMatchObject({ state: "active", answer: undefined });
    expect((await here.person("p1")).contacts.map(({ barred }) => barred)).toEqual(["opted-out", undefined]);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  it("STOP from a shared phone applies to all recipients who share the phone", async () => {
    const here = await scene({ people: [{ sms: [phoneNumbered(1)] }, { sms: [phoneNumbered(1)] }, {}] });
    await here.reply(phoneNumbered(1), "STOP");
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p3"]);
    expect((await here.claim("email.smtp")).map(({ key }) => key).sort()).toEqual(["p1", "p2"]);
  });

  test("STOP prevents later campaigns as well, and START allows them again", async (here) => {
    await here.reply(phoneNumbered(1), "STOP");
    await here.seed({ name: "second", people: [{ email: [] }] });
    expect((await here.person("p1")).state).toBe("suppressed");
    await here.reply(phoneNumbered(1), "START");
    await here.seed({ name: "third", people: [{ email: [] }] });
    expect((await here.person("p1")).state).toBe("pending");
  });

  it("STOP applies to every tenant that sends through the same provider, even a tenant that has forgotten the recipient", async () => {
    const here = await scene({ people: 0 });
    await here.seed({ name: "of-acme", tenant: "acme", people: [{ email: [] }] });
    await here.seed({ name: "of-umbra", tenant: "umbra", people: [{ email: [], deadline: { afterMs: HOUR } }] });
    await here.skip(2 * HOUR);
    await here.processDue();
    await retainAll(here, { contacts: HOUR });
    expect((await here.person("p1")).contacts).toEqual([]);
    expect(await here.reply(phoneNumbered(1), "STOP")).toMatchObject({ reply: "suppressed" });
    const again = { people: [{ key: "back", email: [] }], plan: SMS_ONLY };
    await here.seed({ ...again, name: "next", tenant: "umbra" });
    expect((await here.person("back")).state).toBe("suppressed");
    await here.reply(phoneNumbered(1), "START");
    await here.seed({ ...again, name: "after", tenant: "umbra" });
    expect((await here.person("back")).state).toBe("pending");
  });

  test("STOP to one sender does not affect a tenant that uses only other senders", { people: 0 }, async (here) => {
    await here.seed({ name: "of-acme", tenant: "acme", people: [{ email: [] }], plan: SMS_ONLY });
    const second = { ...SMS_ONLY, steps: [step("sms", { route: [SECOND_CARRIER] })] };
    await here.seed({
      name: "of-umbra",
      tenant: "umbra",
      plan: second,
      people: [{ key: "p2", sms: [phoneNumbered(2)], email: [] }],
    });
    await here.reply(phoneNumbered(1), "STOP");
    const back = { people: [{ key: "back", sms: [phoneNumbered(1)], email: [] }], plan: second };
    await here.seed({ ...back, name: "next", tenant: "umbra" });
    expect((await here.person("back")).state).toBe("pending");
  });

  it("STOP on another channel, such as a complaint about an email, applies to that channel's contact", async () => {
    const here = await scene({ people: [{ sms: [] }] });
    const item: ReplyItem = { type: "reply", from: "p1@example.org", text: "", optOut: "stop" };
    const reply = { digest: contactDigest("email", item.from), optOut: "stop", word: "", code: undefined } as const;
    const [answer] = await here.store.record([{ provider: "email.smtp", item, reply }]);
    expect(answer).toMatchObject({ status: "stored", reply: "suppressed" });
    expect(await here.person("p1")).toMatchObject({ state: "suppressed", answer: undefined });
  });

  test("START from a contact without a suppression is interpreted like any other reply", async (here) => {
    await here.sendOne();
    expect(await here.reply(phoneNumbered(1), "START")).toMatchObject({ reply: "unclear" });
    const yes = await scene({ plan: { ...ONE_CARRIER, strength: "gesture", reply: { START: "done" } } });
    await yes.sendOne();
    expect(await yes.reply(phoneNumbered(1), "START")).toMatchObject({ reply: "acknowledged" });
  });

  test("STOP gets one confirmation if this is configured, although the contact is suppressed", async (here) => {
    const { enrollment } = await here.sendOne();
    const digest = contactDigest("sms", phoneNumbered(1));
    const owed = { provider: "sms.main", enrollment, digest };
    const says = async (eventId: string, occurredAt?: number) => {
      const item: ReplyItem = { type: "reply", from: phoneNumbered(1), text: "STOP", eventId, occurredAt };
      const reply = { digest, optOut: "stop", word: "STOP", code: undefined, confirmStop: true } as const;
      const [answer] = await here.store.record([{ provider: "sms.main", item, reply }]);
      expect(answer?.tell).toBeUndefined();
    };
    const confirmations = async () => (await here.store.fold()).confirmations ?? [];
    const areAnswered = async () => (await here.person("p1")).replies.map(({ isAnswered }) => isAnswered);
    for (const eventId of ["m1", "m1", "m2"]) await says(eventId);
    expect(await areAnswered()).toEqual([false, false]);
    expect(await confirmations()).toMatchObject([owed]);
    expect(await confirmations()).toEqual([]);
    expect(await areAnswered()).toEqual([true, false]);
    await here.reply(phoneNumbered(1), "START");
    await says("m3", here.now - HOUR);
    expect(await confirmations()).toEqual([]);
    await here.reply(phoneNumbered(1), "START");
    await says("m4");
    expect(await confirmations()).toMatchObject([owed]);
    await here.reply(phoneNumbered(1), "START");
    await says("m5");
    await here.skip(CONFIRM_STOP_MS);
    expect(await confirmations()).toEqual([]);
  });

  test("STOP changes nothing more when it is repeated", async (here) => {
    await here.sendOne();
    await here.reply(phoneNumbered(1), "STOP");
    const events = await here.events();
    await here.reply(phoneNumbered(1), "STOP");
    expect(await here.events()).toEqual(events);
  });

  test("START lets a suppressed recipient continue, while the deadline allows it", { plan: SMS_ONLY }, async (here) => {
    await here.sendOne();
    await here.reply(phoneNumbered(1), "STOP");
    expect((await here.person("p1")).state).toBe("suppressed");
    await here.reply(phoneNumbered(1), "START");
    expect((await here.person("p1")).state).toBe("active");
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1 }]);
  });
});
