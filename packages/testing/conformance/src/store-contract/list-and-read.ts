import { expect, it } from "vitest";
import { everyRow } from "./scene/every-row.ts";
import { HOUR, MINUTE, ONE_CARRIER } from "./scene/plan.ts";
import { contactDigest, phoneNumbered } from "./scene/rows.ts";
import { capturedMessage, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const listContract: Area = area("the list of recipients", ({ test, scene }) => {
  async function keys(here: Scene, filter: object): Promise<string[]> {
    const { campaign } = here.campaign;
    const all = await everyRow(async (cursor) => {
      const page = await here.store.list({ campaign, cursor, limit: 2, ...filter });
      expect(page.rows.length).toBeLessThanOrEqual(2);
      return page;
    });
    return all.map(({ key }) => key);
  }

  test("contains every recipient once, on one of its pages", { people: 5 }, async (here) => {
    expect((await keys(here, {})).sort()).toEqual(["p1", "p2", "p3", "p4", "p5"]);
  });

  test("can be filtered by state and by key", { people: 5 }, async (here) => {
    await here.acknowledge("p2");
    await here.acknowledge("p5");
    expect((await keys(here, { state: "acknowledged" })).sort()).toEqual(["p2", "p5"]);
    expect(await keys(here, { key: "p4" })).toEqual(["p4"]);
    expect(await keys(here, { key: "nobody" })).toEqual([]);
  });

  test("states for each enrollment whether the enrollment has ended", { people: 5 }, async (here) => {
    const enrollments = new Map<string, number>();
    for (const { key, enrollment } of await here.list()) enrollments.set(key, enrollment);
    const ended = async () => {
      const answer = await here.store.statuses({ enrollments: [...enrollments.values(), 999_999] });
      expect(answer.hasEnded.at(-1)).toBe(false);
      return [...enrollments.keys()].filter((_, place) => answer.hasEnded[place]).sort();
    };
    expect(await ended()).toEqual([]);
    await here.acknowledge("p2");
    await here.press("p4", "help");
    expect(await ended()).toEqual(["p2", "p4"]);
    expect((await here.store.statuses({ enrollments: [] })).hasEnded).toEqual([]);
  });

  it("can be filtered by a contact, and then contains the contact's recipients in this campaign only", async () => {
    const here = await scene({
      people: [{ sms: ["+33639980001"] }, { sms: ["+33639980009", "+33639980001"] }, { sms: [] }],
    });
    const find = async (digest: string, campaign = here.campaign.campaign) =>
      (await here.list({ campaign, digest })).map(({ key }) => key);
    expect(await find(contactDigest("sms", "+33639980001"))).toEqual(["p1", "p2"]);
    expect(await find(contactDigest("sms", "+33639989999"))).toEqual([]);
    expect(await find(contactDigest("sms", "+33639980001"), 99)).toEqual([]);
  });

  it("contains unreached recipients and refused rows with reason, contacts and last evidence", async () => {
    const refused = [{ line: 77, key: "bad", reason: "message/bad-phone", advice: "write +33 6 …" }];
    const here = await scene({ people: [{}, { sms: [], email: [] }, {}], refused });
    const [first] = await here.send("sms.main", 1);
    await here.press(first?.key ?? "", "help");
    expect(await here.unreached()).toMatchObject([
      {
        key: "p1",
        state: "exhausted",
        cause: "help",
        contacts: [
          { channel: "sms", address: phoneNumbered(1) },
          { channel: "email", address: "p1@example.org" },
        ],
        lastAttempt: { attemptId: first?.attemptId, provider: "sms.main", state: "accepted" },
      },
      { key: "p2", state: "exhausted", cause: "unreachable", contacts: [] },
      { key: "bad", state: "refused", cause: "message/bad-phone", line: 77 },
    ]);
    const ofCause = async (cause: string) => (await here.unreached({ cause })).map(({ key }) => key);
    expect(await ofCause("help")).toEqual(["p1"]);
    expect(await ofCause("unreachable")).toEqual(["p2"]);
    expect(await ofCause("message/bad-phone")).toEqual(["bad"]);
    expect(await ofCause("deadline")).toEqual([]);
  });

  it("contains unreached recipients and refused rows on the same pages", async () => {
    const refused = [1, 2, 3].map((line) => ({ line, key: `r${line}`, reason: "message/bad-phone", advice: "…" }));
    const nobody = { sms: [], email: [] };
    const here = await scene({ people: [nobody, nobody, nobody], refused });
    expect((await keys(here, { unreached: true })).sort()).toEqual(["p1", "p2", "p3", "r1", "r2", "r3"]);
  });

  test("is empty for an unknown campaign", async (here) => {
    expect(await here.list({ campaign: 999_999 })).toEqual([]);
  });
});

export const readContract: Area = area("a read of one recipient", ({ test }) => {
  test("returns the recipient's whole history, by key and by enrollment", async (here) => {
    const { attemptId } = await here.sendOne();
    await here.press("p1", "promise");
    const person = await here.person("p1");
    expect(person).toMatchObject({
      key: "p1",
      campaign: here.campaign.campaign,
      version: here.campaign.version,
      state: "active",
      step: 1,
      variables: { name: "Person 1" },
      locale: "fr",
      timezone: "Europe/Paris",
      answer: "promise",
      late: false,
      deadlinePassed: false,
    });
    expect(person.timeline.map(({ type }) => type)).toEqual([
      "enrollment.enrolled",
      "attempt.submitted",
      "attempt.accepted",
      "enrollment.answered",
    ]);
    expect(person.timeline[1]).toMatchObject({ attemptId, provider: "sms.main", step: 1 });
    expect(await here.store.read({ enrollment: person.enrollment })).toEqual(person);
  });

  test("shows the strongest answer that was not revoked", async (here) => {
    await here.press("p1", "promise", { occurredAt: here.now });
    await here.acknowledge("p1", { sourceId: "1", occurredAt: here.now });
    expect((await here.person("p1")).answer).toBe("done");
    await here.acknowledge("p1", { sourceId: "2", occurredAt: here.now + 1, revoke: true });
    expect((await here.person("p1")).answer).toBe("promise");
  });

  test("shows the channel of an answer, even if later messages used another channel", {
    plan: ONE_CARRIER,
  }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(HOUR);
    await here.decide();
    await here.sendOne("email.smtp");
    await here.press("p1", "promise", { via: contactDigest("sms", phoneNumbered(1)) });
    await here.press("p1", "promise", { via: contactDigest("email", "p1@example.org") });
    await here.press("p1", "promise", { via: contactDigest("sms", phoneNumbered(77)) });
    await here.reply(phoneNumbered(1), "ok");
    await here.acknowledge("p1");
    const answers = (await here.person("p1")).timeline.filter(({ type }) => /(answer|acknowledg)ed$/.test(type));
    expect(answers.map(({ channel }) => channel)).toEqual(["sms", "email", undefined, "sms", undefined]);
  });

  test("shows why a provider refused a message", async (here) => {
    const refusal = { disposition: "reroute", errorCode: "provider/refused", vendorCode: "30007" } as const;
    await here.settle(await here.claimOne(), "rejected", refusal);
    const entry = (await here.person("p1")).timeline.find(({ type }) => type === "attempt.rejected");
    expect(entry?.detail).toContain("30007");
  });

  test("returns `undefined` for an unknown recipient", async (here) => {
    const { campaign } = here.campaign;
    expect(await here.store.read({ campaign, key: "nobody" })).toBeUndefined();
    expect(await here.store.read({ enrollment: 999_999 })).toBeUndefined();
  });
});

export const outboxContract: Area = area("the outbox", ({ test, scene }) => {
  async function capture(here: Scene): Promise<readonly string[]> {
    const claimed = await here.claim();
    for (const one of claimed)
      await here.settle(one, "accepted", { ref: one.attemptId, captured: capturedMessage(one) });
    return claimed.map(({ attemptId }) => attemptId);
  }

  test("contains captured messages with all fields, page by page", { people: 3 }, async (here) => {
    const attempts = await capture(here);
    const first = await here.store.outbox({ limit: 2 });
    const second = await here.store.outbox({ cursor: first.cursor, limit: 2 });
    const rows = [...first.rows, ...second.rows];
    expect(rows.map(({ attemptId }) => attemptId)).toEqual(attempts);
    expect(rows[0]).toMatchObject({
      provider: "sms.main",
      channel: "sms",
      to: phoneNumbered(1),
      content: { text: "Bonjour p1" },
    });
    expect(rows[0]?.at.getTime()).toBe(here.now);
  });

  test("contains captured messages, and escalation does not wait for their receipts", async (here) => {
    await capture(here);
    await here.listen(16 * MINUTE);
    expect(await here.decide()).toEqual({});
    expect(await here.claim("sms.second")).toEqual([]);
  });

  it("counts its messages separately, and hides them from the watch and from look-ups", async () => {
    const here = await scene({ people: 3 });
    const [taken] = await here.send("sms.main", 1);
    await capture(here);
    const { campaign } = here.campaign;
    const { rows } = await here.store.bins({ campaign, since: 0 });
    expect(rows).toMatchObject([{ provider: "sms.main", accepted: 1, captured: 2 }]);
    await here.listen(MINUTE);
    const stretch = { campaign, since: 0, until: here.now, withinMs: MINUTE };
    expect(await here.store.responseCounts(stretch)).toMatchObject([{ people: 1 }]);
    const sample = { campaign, olderThanMs: MINUTE / 2 };
    const asked = await here.store.resolve({ worker: here.worker, provider: "sms.main", limit: 10, sample });
    expect(asked.map(({ attemptId }) => attemptId)).toEqual([taken?.attemptId]);
    expect((await here.list()).map(({ lastAttempt }) => lastAttempt?.isCaptured)).toEqual([false, true, true]);
    expect(await here.ledger()).toMatchObject({ holds: true, capturedBy: { "sms.main": 2 } });
  });

  test("is empty if messages are really sent", async (here) => {
    await here.sendOne();
    expect(await here.store.outbox({ limit: 10 })).toEqual({ rows: [], cursor: undefined });
  });
});
