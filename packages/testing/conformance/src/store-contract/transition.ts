import type { TransitionKind } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR, SMS_ONLY } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { NOTHING } from "./scene/seeded-store.ts";

export const transitionContract: Area = area("the command", ({ test, scene }) => {
  function move(here: Scene, kind: TransitionKind, keys?: readonly string[]) {
    return here.move({ transition: kind, keys });
  }

  test('"cancel" ends all enrollments, and no further message is sent', { people: 3 }, async (here) => {
    await here.sendOne();
    expect(await move(here, "cancel")).toEqual({ ...NOTHING, moved: 3 });
    expect(await here.ledger()).toMatchObject({ state: "cancelled", states: { cancelled: 3 } });
    expect(await here.claim()).toEqual([]);
  });

  test('"recordAccess" for all recipients is one event of the campaign', { people: 2 }, async (here) => {
    const before = await here.events();
    await here.store.transition({
      campaign: here.campaign.campaign,
      transition: "reveal",
      actor: "ada",
      reason: "test",
    });
    const [event, ...others] = (await here.events()).slice(before.length);
    expect(event).toMatchObject({ type: "enrollment.revealed", key: undefined, by: expect.stringContaining("ada") });
    expect(event?.key).toBeUndefined();
    expect(others).toEqual([]);
  });

  it('"recordAccess" records who was shown whose addresses, also of ended enrollments, and changes nothing else', async () => {
    const here = await scene({ people: 2 });
    await here.sendOne();
    await here.acknowledge("p1");
    const before = await here.ledger();
    const { campaign } = here.campaign;
    await here.store.transition({
      campaign,
      transition: "reveal",
      keys: ["p1", "p2", "p3"],
      actor: "ops",
      reason: "test",
    });
    expect(await here.ledger()).toEqual(before);
    const revealed = (await here.events()).filter(({ type }) => type === "enrollment.revealed");
    expect(revealed).toHaveLength(2);
    const [first, second] = revealed.map(({ key, by, answer }) => ({ key, by, answer }));
    expect(first).toEqual({ key: "p1", by: expect.stringMatching(/^ops: /), answer: undefined });
    expect(second?.key).toBe("p2");
    const last = (await here.person("p1")).timeline.at(-1);
    expect(last).toMatchObject({ type: "enrollment.revealed", detail: first?.by });
  });

  test('"cancel" revokes no acknowledgement, and lets messages in flight settle', { people: 2 }, async (here) => {
    const [one] = await here.claim("sms.main", 1);
    await here.acknowledge(one?.key === "p1" ? "p2" : "p1");
    await move(here, "cancel");
    expect((await here.ledger()).states).toMatchObject({ cancelled: 1, acknowledged: 1 });
    expect(await here.settle({ attemptId: one?.attemptId ?? "" }, "accepted", { ref: "r1" })).toBe("recorded");
    expect((await here.ledger()).attempts).toMatchObject([{ state: "accepted", count: 1 }]);
  });

  test('"cancel" changes nothing more when it is repeated', { people: 2 }, async (here) => {
    await move(here, "cancel");
    const events = await here.events();
    expect((await move(here, "cancel")).moved).toBe(0);
    expect(await here.ledger()).toMatchObject({ states: { cancelled: 2 } });
    expect(await here.events()).toEqual(events);
  });

  test('"remove" ends the enrollments of the named recipients, and returns unknown keys', {
    people: 3,
  }, async (here) => {
    const answer = await move(here, "remove", ["p2", "nobody"]);
    expect(answer).toEqual({ ...NOTHING, moved: 1, unknown: ["nobody"] });
    expect(await here.person("p2")).toMatchObject({ state: "cancelled", cause: "withdrawn" });
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p1", "p3"]);
  });

  it('"remove" removes recipients and refused rows from the call list, except recipients who answered', async () => {
    const refused = [{ line: 9, key: "bad", reason: "message/bad-phone", advice: "write +33 6 …" }];
    const here = await scene({ people: [{}, {}, { sms: [], email: [] }, {}], refused });
    await here.press("p1", "help");
    await here.acknowledge("p2");
    const unreached = async () => (await here.unreached()).map(({ key }) => key);
    expect(await unreached()).toEqual(["p1", "p3", "bad"]);
    const answer = await move(here, "remove", ["p1", "p2", "p3", "p4", "bad", "nobody"]);
    expect(answer).toEqual({ ...NOTHING, moved: 4, unknown: ["nobody"], unmoved: ["p2"] });
    expect(await unreached()).toEqual([]);
    expect(await here.ledger()).toMatchObject({
      holds: true,
      unreachedBy: {},
      states: { cancelled: 3, acknowledged: 1 },
      audience: { refused: 1 },
    });
    expect((await here.press("p1", "done")).status).not.toBe("refused");
  });

  test('"escalate" moves a recipient immediately, and invalidates the attempt in flight', {
    people: 2,
  }, async (here) => {
    const [one] = await here.claim("sms.main", 1);
    await move(here, "escalate", [one?.key ?? ""]);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: one?.key, step: 2 }]);
    expect(await here.settle({ attemptId: one?.attemptId ?? "" }, "rejected", { disposition: "reject" })).toBe(
      "recorded",
    );
    const events = (await here.events()).filter(({ type }) => type === "enrollment.escalated");
    expect(events).toMatchObject([{ key: one?.key, cause: "manual" }]);
  });

  test('"escalate" moves no recipient who answered or whose enrollment has ended', { people: 2 }, async (here) => {
    await here.acknowledge("p1");
    await move(here, "remove", ["p2"]);
    expect(await move(here, "escalate", ["p1", "p2"])).toMatchObject({ moved: 0, unknown: [] });
  });

  test("does not change recipients who moved after the caller read their state, and returns these recipients", {
    people: 2,
  }, async (here) => {
    const { revision } = await here.person("p1");
    const seen = { keys: ["p1", "p2", "nobody"], revisions: [revision, revision + 1, 0] };
    const answer = await here.move({ transition: "escalate", ...seen });
    expect(answer).toEqual({ ...NOTHING, moved: 1, unknown: ["nobody"], stale: ["p2"] });
    expect((await here.move({ transition: "resume", ...seen })).stale).toEqual(["p1", "p2"]);
  });

  test("returns the recipients to whom it does not apply", { people: 2 }, async (here) => {
    await here.acknowledge("p1");
    expect(await move(here, "escalate", ["p1", "p2"])).toEqual({ ...NOTHING, moved: 1, unmoved: ["p1"] });
  });

  it('"resume" lets recipients whose steps have ended continue, also in an ended campaign', async () => {
    const here = await scene({ people: 3, plan: SMS_ONLY });
    await here.sendOne();
    for (const key of ["p1", "p2"]) await move(here, "escalate", [key]);
    await move(here, "remove", ["p3"]);
    await here.store.expire();
    expect(await here.ledger()).toMatchObject({ state: "closed", states: { exhausted: 2, cancelled: 1 } });
    const { revision } = await here.person("p1");
    expect(await move(here, "resume", ["p1", "p3"])).toEqual({ ...NOTHING, moved: 2, reopened: 2 });
    expect(await here.ledger()).toMatchObject({ state: "running", states: { active: 2, exhausted: 1 } });
    expect((await here.person("p1")).revision).toBeGreaterThan(revision);
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p1", "p3"]);
    const told = (await here.events()).filter(({ type }) => type === "enrollment.reopened");
    expect(told).toMatchObject([{ by: "ops: test" }, { by: "ops: test" }]);
  });

  it('"resume" causes no message to recipients who answered, replied STOP, or have no time left', async () => {
    const here = await scene({ people: [{}, { email: [] }, { deadline: { afterMs: HOUR } }] });
    await here.acknowledge("p1");
    await here.reply(phoneNumbered(2), "STOP");
    await here.skip(2 * HOUR);
    while ((await here.store.expire()).more);
    const keys = ["p1", "p2", "p3"];
    expect(await move(here, "resume", keys)).toEqual({ ...NOTHING, unmoved: keys });
  });

  test('"resume" and "escalate" change nothing in a cancelled campaign', async (here) => {
    await move(here, "cancel");
    for (const kind of ["resume", "escalate"] as const)
      expect(await move(here, kind, ["p1"])).toMatchObject({ moved: 0, refused: "over" });
  });

  test("runs in batches until every recipient has moved", { people: 1_000 }, async (here) => {
    await here.send("sms.main", 300);
    expect((await move(here, "cancel")).moved).toBe(1_000);
    expect(await here.ledger()).toMatchObject({ holds: true, states: { cancelled: 1_000 } });
  });
});
