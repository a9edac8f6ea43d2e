import { expect, it } from "vitest";
import { HOUR, step } from "./scene/plan.ts";
import { contactDigest, phoneNumbered, row, rows } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

export const enrollContract: Area = area("an import", ({ test, scene }) => {
  test("returns one result for each row, and causes no message before the audience is sealed", {
    until: "defined",
  }, async (here) => {
    const answer = await here.enroll(rows(3));
    expect(answer).toMatchObject({ statuses: ["new", "new", "new"], replayed: false });
    expect(new Set(answer.enrollments).size).toBe(3);
    expect(await here.claim()).toEqual([]);
    expect(await here.ledger()).toMatchObject({ state: "enrolling", states: { pending: 3 } });
  });

  test("of a repeated chunk returns the earlier result, and changes nothing", { until: "defined" }, async (here) => {
    const refused = [{ line: 3, reason: "message/bad-phone", advice: "write +33 6 …" }];
    const chunk = here.chunk(rows(2), { refused });
    const first = await here.store.enroll(chunk);
    const before = await here.ledger();
    const again = await here.store.enroll(chunk);
    const nothing = { statuses: [], enrollments: [], refusals: [] };
    expect(again).toEqual({ ...nothing, counts: first.counts, replayed: true });
    expect(await here.ledger()).toEqual(before);
  });

  test("accepts chunks in any order", { until: "defined" }, async (here) => {
    await here.enroll([row(2)], { importId: "import-1", seq: 1 });
    await here.enroll([row(1)], { importId: "import-1" });
    await here.store.seal({ campaign: here.campaign.campaign, importId: "import-1", chunks: 2 });
    expect((await here.ledger()).audience).toMatchObject({ rows: 2, enrolled: 2 });
  });

  test("enrolls each key once, even if the file contains the key several times", { until: "defined" }, async (here) => {
    const twice = [row(1), row(2, { key: "p1" })];
    const answer = await here.enroll(twice, { importId: "import-1" });
    expect(answer.statuses).toEqual(["new", "repeated"]);
    const more = await here.enroll([row(3, { key: "p1" })], { importId: "import-1", seq: 1 });
    expect(more.statuses).toEqual(["repeated"]);
    expect((await here.ledger()).audience).toMatchObject({ rows: 3, enrolled: 1, repeated: 2, refused: 0 });
  });

  test("does not change a recipient whom an earlier import enrolled", async (here) => {
    await here.sendOne();
    const before = await here.person("p1");
    const answer = await here.enroll([row(1)]);
    expect(answer.statuses).toEqual(["same"]);
    expect(answer.enrollments).toEqual([before.enrollment]);
    expect(await here.person("p1")).toMatchObject({ state: "active", timeline: before.timeline });
  });

  test("refuses a message with the key of an earlier message, and keeps the earlier message", {
    people: 0,
  }, async (here) => {
    await here.seed({ name: "send", audience: "open", until: "defined" });
    const message = (person: number) => [{ ...row(person, { key: "order-1" }), person: `p${person}` }];
    const first = await here.enroll(message(1), { importId: "call-1" });
    const other = await here.enroll(message(2), { importId: "call-2" });
    expect([...first.statuses, ...other.statuses]).toEqual(["new", "refused"]);
    expect(other.refusals).toMatchObject([{ key: "order-1", reason: "message/key-reused" }]);
    expect(await here.enroll(message(1), { importId: "call-1" })).toMatchObject({
      replayed: true,
      counts: first.counts,
    });
    expect((await here.claim()).map(({ address }) => address)).toEqual([phoneNumbered(1)]);
    expect(await here.ledger()).toMatchObject({ holds: true, audience: { rows: 2, enrolled: 1, refused: 1 } });
    expect(await here.unreached()).toEqual([]);
  });

  it("adds no recipient to a sealed audience", async () => {
    const here = await scene({ people: 2 });
    const before = await here.ledger();
    const late = [row(1), row(3), row(4, { key: "no\u0000key" })];
    const refused = [{ line: 5, reason: "message/bad-phone", advice: "write +33 6 …" }];
    const answer = await here.enroll(late, { refused });
    expect(answer.statuses).toEqual(["same", "refused", "refused"]);
    expect(answer).toMatchObject({ counts: { new: 0, same: 1, refused: 3 }, uninvited: 3 });
    const { audience, ...rest } = await here.ledger();
    expect(rest).toEqual({ ...before, audience: undefined });
    expect(audience).toEqual({ ...before.audience, rows: 3, repeated: 1 });
    expect((await here.claim()).map(({ key }) => key).toSorted()).toEqual(["p1", "p2"]);
  });

  test("uses a corrected address for later messages", async (here) => {
    const corrected = row(1, { sms: [phoneNumbered(77)] });
    const answer = await here.enroll([corrected]);
    expect(answer.statuses).toEqual(["contact-changed"]);
    expect(await here.claimOne()).toMatchObject({ key: "p1", address: phoneNumbered(77) });
  });

  it("stores a refused row's readable addresses, so that operators can call the recipient", async () => {
    const contacts = [{ channel: "sms", address: "+33639980001" }] as const;
    const refused = [
      { line: 8, key: "p8", reason: "message/bad-time", advice: "write an instant", contacts },
      { line: 9, reason: "message/bad-row", advice: "write a row" },
    ];
    const here = await scene({ refused });
    expect((await here.unreached()).map((row) => [row.line, row.contacts])).toEqual([
      [8, contacts],
      [9, []],
    ]);
  });

  it("counts refused rows by reason, and lists these rows among the unreached recipients", async () => {
    const refused = [
      { line: 8, key: "x", reason: "message/bad-phone", advice: "write +33 6 …" },
      { line: 9, reason: "message/bad-phone", advice: "write +33 6 …" },
    ];
    const here = await scene({ people: 1, refused });
    const { audience, unreachedBy } = await here.ledger();
    expect(audience).toEqual({ rows: 3, enrolled: 1, repeated: 0, refused: 2, refusedBy: { "message/bad-phone": 2 } });
    expect(unreachedBy).toMatchObject({ "message/bad-phone": 2 });
  });

  it("enrolls two recipients who share a phone", async () => {
    const shared = [{ sms: [phoneNumbered(1)] }, { sms: [phoneNumbered(1)] }];
    const here = await scene({ people: shared });
    expect((await here.claim()).map(({ key, address }) => [key, address])).toEqual([
      ["p1", phoneNumbered(1)],
      ["p2", phoneNumbered(1)],
    ]);
  });

  test("does not send a recipient's first message to a suppressed contact", { until: "defined" }, async (here) => {
    const digest = contactDigest("sms", phoneNumbered(1));
    await here.store.suppress([{ tenant: "", digest, channel: "sms", reason: "r", actor: "s" }]);
    await here.enroll([row(1), row(2, { sms: [phoneNumbered(1)], email: [] })], { importId: "import-1" });
    await here.store.seal({ campaign: here.campaign.campaign, importId: "import-1", chunks: 1 });
    expect(await here.claim()).toEqual([]);
    expect((await here.claimOne("email.smtp")).key).toBe("p1");
    expect((await here.person("p2")).state).toBe("suppressed");
  });

  it("immediately counts recipients without a usable contact as unreached", async () => {
    const here = await scene({ people: [{ sms: [], email: [] }, { steps: 0 }, { deadline: { at: 1 } }] });
    const states = await Promise.all(["p1", "p2", "p3"].map(async (key) => (await here.person(key)).state));
    expect(states).toEqual(["exhausted", "exhausted", "expired"]);
    expect((await here.ledger()).unreachedBy).toEqual({ unreachable: 2, deadline: 1 });
  });

  it("gives each recipient the deadline of their row, which is a time or a duration after the enrollment", async () => {
    const here = await scene({ until: "defined" });
    const { now } = here;
    const people = [row(1, { deadline: { at: now + HOUR } }), row(2, { deadline: { afterMs: 2 * HOUR } })];
    await here.enroll(people);
    expect((await here.person("p1")).deadline.getTime()).toBe(now + HOUR);
    expect((await here.person("p2")).deadline.getTime()).toBe(now + 2 * HOUR);
  });

  it("starts each recipient with the first step that applies to the recipient", async () => {
    const here = await scene({ people: [{ steps: 0b10 }], plan: { steps: [step("sms"), step("email")] } });
    expect(await here.claim()).toEqual([]);
    expect(await here.claimOne("email.smtp")).toMatchObject({ key: "p1", step: 2 });
  });

  it.each([
    { what: "a NUL", key: "a\0b" },
    { what: "a lone surrogate", key: "a\uD800b" },
  ])("refuses only the row whose key contains $what", async ({ key }) => {
    const here = await scene({ until: "defined" });
    const people = [row(1), row(2, { key }), row(3)];
    const { statuses, counts } = await here.enroll(people);
    expect(statuses).toEqual(["new", "refused", "new"]);
    expect(counts.refused).toBe(1);
    expect((await here.ledger()).audience).toMatchObject({ rows: 3, enrolled: 2, refused: 1 });
  });

  test("adds no recipient to an ended campaign", async (here) => {
    await here.move({ transition: "cancel" });
    const answer = await here.enroll([row(5)]);
    expect(answer.statuses).toEqual(["refused"]);
    expect(await here.claim()).toEqual([]);
  });

  test("accepts five thousand rows in one chunk", { people: 5_000 }, async (here) => {
    expect(await here.ledger()).toMatchObject({ holds: true, states: { pending: 5_000 } });
    await here.move({ transition: "cancel" });
  });
});
