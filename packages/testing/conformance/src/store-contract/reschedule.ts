import type { EnrollRow, RescheduleAnswer, StoreRequest } from "@relance/spec";
import { expect, it } from "vitest";
import { forgetAll } from "./erase.ts";
import { HOUR, ONE_CARRIER, route, SECOND, SMS_ONLY, step } from "./scene/plan.ts";
import { type PersonFacts, phoneNumbered, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { toyCodec } from "./scene/toy-codec.ts";

const BY = { actor: "desk", reason: "the appointment moves" };

export function rescheduleRows(here: Scene, ...rows: [number, PersonFacts?][]): Promise<RescheduleAnswer> {
  const { campaign, version } = here.campaign;
  return here.store.reschedule({ campaign, version, rows: rows.map(([n, facts]) => row(n, facts)), ...BY });
}

export const rescheduleContract: Area = area("a recipient's new row", ({ test, scene }) => {
  const at = (here: Scene, afterMs: number) => ({ at: here.now + afterMs });

  async function rescheduled(here: Scene) {
    return (await here.events()).filter(({ type }) => type === "enrollment.rescheduled");
  }

  async function expire(here: Scene): Promise<void> {
    while ((await here.store.expire()).more);
  }

  test("moves only its own recipient's deadline, later or earlier", { people: 3 }, async (here) => {
    const third = (await here.person("p3")).deadline;
    const [later, earlier] = [at(here, 48 * HOUR), at(here, 2 * HOUR)];
    expect(await rescheduleRows(here, [1, { deadline: later }], [2, { deadline: earlier }])).toEqual({
      statuses: ["rescheduled", "rescheduled"],
    });
    expect((await here.person("p1")).deadline).toEqual(new Date(later.at));
    expect((await here.person("p2")).deadline).toEqual(new Date(earlier.at));
    expect((await here.person("p3")).deadline).toEqual(third);
    const states = async () => {
      await expire(here);
      return Promise.all(["p1", "p2", "p3"].map(async (key) => (await here.person(key)).state));
    };
    await here.skip(3 * HOUR);
    expect(await states()).toEqual(["pending", "expired", "pending"]);
    await here.skip(22 * HOUR);
    expect(await states()).toEqual(["pending", "expired", "expired"]);
    await here.skip(24 * HOUR);
    expect(await states()).toEqual(["expired", "expired", "expired"]);
  });

  test("records author and reason once, however often it is repeated", {}, async (here) => {
    const deadline = at(here, 48 * HOUR);
    expect((await rescheduleRows(here, [1, { deadline }])).statuses).toEqual(["rescheduled"]);
    const { revision } = await here.person("p1");
    expect((await rescheduleRows(here, [1, { deadline }], [1, { deadline }])).statuses).toEqual(["same", "same"]);
    expect(await here.person("p1")).toMatchObject({ revision, deadline: new Date(deadline.at) });
    expect(await rescheduled(here)).toMatchObject([{ key: "p1", by: "desk: the appointment moves" }]);
  });

  test("has the same results in a trial, which changes nothing", { people: 2 }, async (here) => {
    const { campaign, version } = here.campaign;
    const { deadline } = await here.person("p1");
    const rows = [
      row(1, { deadline: at(here, 48 * HOUR) }),
      row(2, { deadline: at(here, -HOUR) }),
      row(3, { deadline: at(here, 48 * HOUR) }),
    ];
    const { statuses } = await here.store.reschedule({ campaign, version, rows, ...BY, isTrial: true });
    expect(statuses).toEqual(["rescheduled", "past", "unknown"]);
    expect((await here.person("p1")).deadline).toEqual(deadline);
    expect(await rescheduled(here)).toEqual([]);
  });

  test("does not change a deadline that is a duration after the enrollment", {}, async (here) => {
    const { deadline } = await here.person("p1");
    here.clock.advance(HOUR);
    expect((await rescheduleRows(here, [1, { sms: [phoneNumbered(9)] }])).statuses).toEqual(["rescheduled"]);
    expect((await here.person("p1")).deadline).toEqual(deadline);
  });

  it("changes the time of a step that is planned back from the deadline", async () => {
    const here = await scene({ people: 2, plan: { steps: [step("sms", { beforeDeadlineMs: 2 * HOUR })] } });
    await rescheduleRows(here, [1, { deadline: at(here, 4 * HOUR) }], [2, { deadline: at(here, 48 * HOUR) }]);
    await here.skip(2 * HOUR);
    expect((await here.send()).map(({ key }) => key)).toEqual(["p1"]);
    await here.skip(43 * HOUR);
    expect(await here.claim()).toEqual([]);
    await here.skip(HOUR + SECOND);
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p2"]);
  });

  it("shortens a wait that would leave no time for the next step", async () => {
    const waits = {
      steps: [step("sms", { route: [route()], waitMs: 12 * HOUR }), step("email", { waitMs: 4 * HOUR })],
    };
    const here = await scene({ plan: waits });
    await here.receipt(await here.sendOne(), "delivered");
    await rescheduleRows(here, [1, { deadline: at(here, 4 * HOUR) }]);
    await here.skip(3 * HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  it("changes the contacts of later messages, but not of messages in flight", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    const wire = await here.claimOne();
    const { revision } = await here.person("p1");
    await rescheduleRows(here, [1, { sms: [phoneNumbered(9)], deadline: at(here, 48 * HOUR) }]);
    expect((await here.person("p1")).revision).toBe(revision);
    expect(await here.settle(wire, "accepted", { ref: "r1" })).toBe("applied");
    expect((await here.person("p1")).contacts[0]).toMatchObject({ address: phoneNumbered(9) });
  });

  it("does not apply receipts about the old address to the new address", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    const first = await here.sendOne();
    await rescheduleRows(here, [1, { sms: [phoneNumbered(9)] }]);
    await here.receipt(first, "undelivered", { addressPermanent: true });
    await here.decide();
    expect(await here.claim()).toMatchObject([{ key: "p1", step: 1, address: phoneNumbered(9) }]);
    expect((await here.person("p1")).contacts[0]?.barred).toBeUndefined();
  });

  it("changes no finished or unknown recipient, and sets no deadline in the past", async () => {
    const here = await scene({ people: 4, plan: ONE_CARRIER });
    await here.acknowledge("p1");
    await here.move({ transition: "remove", keys: ["p2"] });
    const before = await Promise.all(["p1", "p2", "p3"].map((key) => here.person(key)));
    const deadline = at(here, 48 * HOUR);
    const answer = await rescheduleRows(
      here,
      [1, { deadline, sms: [phoneNumbered(9)] }],
      [2, { deadline }],
      [3, { deadline: at(here, -SECOND) }],
      [4, { deadline }],
      [7, { deadline }],
      [8, { deadline, key: "p\0" }],
    );
    expect(answer.statuses).toEqual(["done", "done", "past", "rescheduled", "unknown", "unusable"]);
    expect(await Promise.all(["p1", "p2", "p3"].map((key) => here.person(key)))).toEqual(before);
    expect((await rescheduled(here)).map(({ key }) => key)).toEqual(["p4"]);
  });

  it("lets recipients who ran out of time continue, also in an ended campaign", async () => {
    const here = await scene({ people: [{ deadline: { afterMs: HOUR } }], plan: ONE_CARRIER });
    await here.skip(2 * HOUR);
    await expire(here);
    await here.store.expire();
    expect((await here.ledger()).state).toBe("closed");
    expect((await rescheduleRows(here, [1, { deadline: at(here, 24 * HOUR) }])).statuses).toEqual(["rescheduled"]);
    expect(await here.ledger()).toMatchObject({ state: "running", holds: true });
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p1"]);
  });

  const DEAD = { disposition: "reject", errorCode: "provider/bad-recipient" } as const;

  it("lets recipients whose only number was dead continue with a corrected number, also in an ended campaign", async () => {
    const here = await scene({ people: 2, plan: SMS_ONLY });
    for (const dead of await here.claim()) await here.settle(dead, "rejected", DEAD);
    expect((await here.ledger()).states).toMatchObject({ exhausted: 2, active: 0 });
    await here.store.expire();
    expect((await here.ledger()).state).toBe("closed");
    expect((await rescheduleRows(here, [1], [2, { sms: [phoneNumbered(9)] }])).statuses).toEqual([
      "done",
      "rescheduled",
    ]);
    expect(await here.ledger()).toMatchObject({ state: "running", holds: true, states: { exhausted: 1, active: 1 } });
    expect(await here.claim()).toMatchObject([{ key: "p2", step: 1, address: phoneNumbered(9) }]);
    const reopened = (await here.events()).filter(({ type }) => type === "enrollment.reopened");
    expect(reopened).toMatchObject([{ key: "p2", by: "desk: the appointment moves" }]);
  });

  it("with another number lets the recipient continue if the only earlier number was dead", async () => {
    const here = await scene({ people: 2, plan: SMS_ONLY, audience: "open" });
    for (const dead of await here.claim()) await here.settle(dead, "rejected", DEAD);
    await here.enroll([row(1), row(2, { sms: [phoneNumbered(9)] })]);
    expect(await here.claim()).toMatchObject([{ key: "p2", step: 1, address: phoneNumbered(9) }]);
    expect(await here.ledger()).toMatchObject({ holds: true, states: { exhausted: 1, active: 1 } });
  });

  test("never shortens a deadline that an operator extended, whether the row or the extension comes first", {
    people: 2,
  }, async (here) => {
    const until = here.now + 48 * HOUR;
    await rescheduleRows(here, [1, { deadline: at(here, 2 * HOUR) }]);
    await here.move({ transition: "extend", until });
    await rescheduleRows(here, [2, { deadline: at(here, 2 * HOUR) }]);
    for (const key of ["p1", "p2"]) expect((await here.person(key)).deadline).toEqual(new Date(until));
  });

  test("changes nothing in a cancelled or unknown campaign", {}, async (here) => {
    await here.move({ transition: "cancel" });
    expect(await rescheduleRows(here, [1])).toEqual({ statuses: [], refused: "over" });
    const input = { campaign: 999_999, version: here.campaign.version, rows: [row(1)], ...BY };
    expect(await here.store.reschedule(input)).toEqual({ statuses: [], refused: "unknown" });
  });

  it("replaces an encrypted row", async () => {
    const here = await scene({ people: 0 });
    await here.store.open({ codec: toyCodec("MASTER12") });
    const { campaign, version } = await here.seed({ name: "hidden", audience: "open", until: "defined" });
    await here.enroll([row(1)]);
    await here.store.reschedule({ campaign, version, rows: [row(1, { sms: [phoneNumbered(9)] })], ...BY });
    expect((await here.person("p1")).contacts[0]?.address).toBe(phoneNumbered(9));
    expect((await here.claimOne()).address).toBe(phoneNumbered(9));
  });

  it("joins the caller's transaction, even for recipients who are enrolled in the same transaction", async (test) => {
    const here = await scene({ audience: "open", people: 2 });
    if (here.begin === undefined) return test.skip("this store cannot join other transactions");
    const { campaign, version } = here.campaign;
    const deadline = at(here, 48 * HOUR);
    const move = (...numbers: number[]): StoreRequest => ({
      verb: "reschedule",
      tenant: "",
      input: { campaign, version, rows: numbers.map((n) => row(n, { deadline })), ...BY },
    });
    const undone = await here.begin();
    await here.store.deposit?.(undone.db, [move(1)]);
    await undone.rollback();
    const caller = await here.begin();
    await here.store.deposit?.(caller.db, [{ verb: "enroll", chunk: here.chunk([row(3)]) }, move(2, 3)]);
    await caller.commit();
    await forgetAll(here, "p2");
    await here.claim();
    expect((await here.person("p3")).deadline).toEqual(new Date(deadline.at));
    expect((await rescheduled(here)).map(({ key }) => key)).toEqual(["p3"]);
  });

  it("for an unknown recipient is set aside like other refused requests, and for a forgotten recipient is not stored", async (test) => {
    const here = await scene({ audience: "open", people: 2 });
    const { begin, store } = here;
    if (begin === undefined) return test.skip("this store cannot join other transactions");
    const { campaign, version } = here.campaign;
    const deposited = async (one: EnrollRow) => {
      const caller = await begin();
      const input = { campaign, version, rows: [one], ...BY };
      await store.deposit?.(caller.db, [{ verb: "reschedule", tenant: "", input }]);
      await caller.commit();
      await store.fold();
      return ((await store.diagnostics?.()) ?? []).filter(({ subject }) => subject === "requests").length;
    };
    await forgetAll(here, "p2");
    expect(await deposited({ ...row(2), tombstones: ["gone--p2"] })).toBe(0);
    expect(await deposited(row(9))).toBe(1);
  });
});
