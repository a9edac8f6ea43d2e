import { expect, it } from "vitest";
import { HOUR, MINUTE, step } from "./scene/plan.ts";
import { phoneNumbered, row, rows } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const STEPS = [step("sms", { waitMs: 4 * HOUR }), step("email", { waitMs: 2 * HOUR })];
const SKIP = { steps: STEPS, ifLate: "skip" } as const;
const REFUSE = { steps: STEPS, ifLate: "refuse" } as const;

export const ifLateContract: Area = area("ifLate", ({ test, scene }) => {
  async function escalations(here: Scene) {
    const all = await here.events();
    return all
      .filter(({ type }) => type === "enrollment.escalated" || type === "enrollment.enrolled")
      .map(({ key, cause, step: number }) => ({ key, cause, step: number }));
  }

  const due = (hours: number) => ({ deadline: { afterMs: hours * HOUR } });

  it('"compress" shortens the waits of late recipients, and the store counts these recipients', async () => {
    const here = await scene({ plan: { steps: STEPS }, people: [due(3), due(6)] });
    await here.send();
    expect((await here.ledger()).totals).toMatchObject({ compressed: 1, skipped: 0 });
    await here.skip(2 * HOUR + MINUTE);
    await here.decide();
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  it('"skip" omits the step that does not fit, and starts the later step immediately', async () => {
    const here = await scene({ plan: SKIP, people: [due(3), due(6)] });
    expect((await here.claim("sms.main")).map(({ key }) => key)).toEqual(["p2"]);
    expect((await here.claim("email.smtp")).map(({ key }) => key)).toEqual(["p1"]);
    expect(await escalations(here)).toEqual([
      { key: "p1", cause: undefined, step: 1 },
      { key: "p1", cause: "too-late", step: 2 },
      { key: "p2", cause: undefined, step: 1 },
    ]);
    expect((await here.ledger()).totals).toMatchObject({ compressed: 0, skipped: 1 });
  });

  it('"skip" moves a recipient who waits for a paused provider, once the step no longer fits', async () => {
    const here = await scene({ plan: SKIP, people: [due(8)] });
    await here.steer({ gate: "held", step: 1 });
    await here.skip(2 * HOUR - MINUTE);
    expect(await here.decide()).toEqual({});
    await here.skip(2 * MINUTE);
    expect(await here.decide()).toEqual({ "too-late": 1 });
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
    expect((await here.ledger()).totals.skipped).toBe(1);
  });

  it('"skip" counts only the waits of steps that the recipient can take', async () => {
    const steps = [...STEPS, step("sms", { waitMs: 3 * HOUR })];
    const here = await scene({ plan: { ...SKIP, steps }, people: [{ ...due(9), email: [] }] });
    await here.steer({ gate: "held", step: 1 });
    await here.skip(2 * HOUR - MINUTE);
    expect(await here.decide()).toEqual({});
    await here.skip(2 * MINUTE);
    expect(await here.decide()).toEqual({ "too-late": 1 });
    expect(await here.claim("sms.main")).toMatchObject([{ key: "p1", step: 3 }]);
  });

  test('"skip" still omits the step after a pause of the whole campaign', {
    plan: SKIP,
    people: [due(8)],
  }, async (here) => {
    await here.steer({ gate: "held" });
    await here.skip(5 * HOUR);
    await here.steer({ gate: "open" });
    await here.decide();
    expect(await here.claim("sms.main")).toEqual([]);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  it('"refuse" does not enroll recipients whose steps no longer fit, and lists these recipients with their contacts', async () => {
    const here = await scene({ plan: REFUSE, people: [due(5), due(6), { ...due(5), sms: [] }] });
    expect(await here.ledger()).toMatchObject({
      audience: { rows: 3, enrolled: 2, refused: 1, refusedBy: { "too-late": 1 } },
      unreachedBy: { "too-late": 1 },
    });
    const listed = await here.unreached();
    expect(listed).toMatchObject([{ key: "p1", state: "refused", cause: "too-late", line: 1 }]);
    expect(listed[0]?.contacts[0]).toMatchObject({ channel: "sms", address: phoneNumbered(1) });
  });

  it('"refuse" lists a key once, however often its row arrives, until the key is enrolled', async () => {
    const here = await scene({ plan: REFUSE, people: [due(6)], audience: "open" });
    const late = rows([{ key: "p2", sms: ["+33600009999"], email: [], ...due(2) }]);
    const bad = { line: 9, key: "p2", reason: "message/bad-address", advice: "write the number with its country code" };
    const keys = async () => (await here.unreached()).map(({ key, cause }) => [key, cause]);
    await here.enroll(late);
    await here.enroll(late);
    expect(await keys()).toEqual([["p2", "too-late"]]);
    await here.enroll([], { refused: [bad, bad] });
    expect(await keys()).toEqual([["p2", "message/bad-address"]]);
    expect((await here.ledger()).unreachedBy).toEqual({ "message/bad-address": 1 });
    await here.move({ transition: "extend", until: here.now + 9 * HOUR });
    await here.enroll(late);
    expect(await keys()).toEqual([]);
    const refusedBy = { "too-late": 2, "message/bad-address": 2 };
    expect(await here.ledger()).toMatchObject({
      holds: true,
      audience: { rows: 6, enrolled: 2, refused: 4, refusedBy },
      unreachedBy: {},
    });
  });

  it('"refuse" applies the later deadline after an operator extended the campaign', async () => {
    const here = await scene({ plan: REFUSE, people: [due(6)], audience: "open" });
    const late = rows([{ key: "p2", sms: ["+33600009999"], email: [], ...due(2) }]);
    expect((await here.enroll(late)).statuses).toEqual(["refused"]);
    await here.move({ transition: "extend", until: here.now + 9 * HOUR });
    expect((await here.enroll(late)).statuses).toEqual(["new"]);
  });

  it('"refuse" accepts recipients of an earlier import, and recipients who answered before', async () => {
    const here = await scene({ plan: REFUSE, people: [due(6)], audience: "open" });
    await here.acknowledge("p2");
    await here.skip(HOUR);
    const again = [row(1, due(5)), row(2, due(5)), row(3, due(5))];
    const answer = await here.enroll(again);
    expect(answer.statuses).toEqual(["same", "new", "refused"]);
    expect((await here.person("p2")).state).toBe("acknowledged");
  });

  it('"refuse" shortens the waits of recipients who become late after they were enrolled', async () => {
    const here = await scene({ plan: REFUSE, people: [due(6)] });
    await here.steer({ gate: "held" });
    await here.skip(3 * HOUR);
    await here.steer({ gate: "open" });
    await here.send();
    expect((await here.ledger()).totals).toMatchObject({ compressed: 1, skipped: 0 });
  });

  it("is taken from the amended plan for recipients who have not begun their step", async () => {
    const here = await scene({ plan: { steps: STEPS }, people: [due(3), due(3)] });
    await here.send("sms.main", 1);
    const plan = { ...here.campaign.plan, ifLate: "skip" } as const;
    const version = await here.newVersion(plan);
    await here.move({ transition: "amend", version });
    expect(await here.claim("sms.main")).toEqual([]);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p2", step: 2, version }]);
    await here.skip(2 * HOUR + MINUTE);
    await here.decide();
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });
});
