import type { AcknowledgeItem, StoreRequest } from "@relance/spec";
import { expect, it, type TestContext } from "vitest";
import { forgetAll } from "./erase.ts";
import { HOUR, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { digestOf, phoneOf, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { definitionOf } from "./scene/seeded-campaign.ts";
import type { CallerTransaction } from "./store-under-test.ts";

/** Requests that ride in the caller's own transaction: done once it has committed, and only then. */
export const depositContract: Area = area("deposit", ({ test, scene }) => {
  test("is there exactly where a caller's transaction can be begun", async (here) => {
    expect(here.store.deposit === undefined).toBe(here.begin === undefined);
  });

  it("does nothing before the commit, and everything before the next claim", async (test) => {
    const here = await scene({ people: 2 });
    const caller = await begin(test, here);
    await deposit(here, caller, acknowledgement("p1"));
    await here.store.fold();
    expect((await here.person("p1")).state).toBe("pending");
    await caller.commit();
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p2"]);
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  it("leaves nothing behind when the caller rolls back", async (test) => {
    const here = await scene();
    const caller = await begin(test, here);
    await deposit(here, caller, acknowledgement("p1"));
    await caller.rollback();
    expect(await here.claim()).toHaveLength(1);
    expect(await here.store.acknowledged([{ tenant: "", key: "p1" }])).toEqual([false]);
  });

  it("is carried out once, and is the same fact as one that was told directly", async (test) => {
    const here = await scene();
    const caller = await begin(test, here);
    await deposit(here, caller, acknowledgement("p1", "1"), acknowledgement("p1", "1"));
    await caller.commit();
    await Promise.all([here.store.fold(), here.store.fold()]);
    expect((await here.acknowledge("p1", { sourceId: "1" })).status).toBe("duplicate");
    const types = (await here.events()).map(({ type }) => type);
    expect(types.filter((type) => type === "enrollment.acknowledged")).toHaveLength(1);
  });

  it("comes before silence: nobody is moved who had answered", async (test) => {
    const here = await scene({ plan: ONE_CARRIER });
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(HOUR);
    const caller = await begin(test, here);
    await deposit(here, caller, acknowledgement("p1"));
    await caller.commit();
    expect((await here.store.escalate()).moved).toBe(0);
    await here.decide();
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  it("is judged by when it was written down, not by when it was carried out", async (test) => {
    const here = await scene();
    here.clock.advance((await here.person("p1")).deadline.getTime() - here.now - SECOND);
    const caller = await begin(test, here);
    await deposit(here, caller, acknowledgement("p1"));
    await here.skip(HOUR);
    await here.store.expire();
    await caller.commit();
    await here.store.fold();
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", late: false });
  });

  it("sends a message of its own, once for each key", async (test) => {
    const here = await scene({ people: 0 });
    const send: StoreRequest = {
      verb: "send",
      define: { ...definitionOf({ name: "send", occurrence: "" }), audience: "open", manyVersions: true },
      chunk: { importId: "send:p7", seq: 0, rows: [row(7)], refused: [] },
    };
    for (let round = 0; round < 2; round++) {
      const caller = await begin(test, here);
      await deposit(here, caller, send);
      await caller.commit();
    }
    expect((await here.send()).map(({ key }) => key)).toEqual(["p7"]);
    expect(await here.claim()).toEqual([]);
  });

  it("withdraws whoever is enrolled in the same transaction too, and no recipient of a rollback", async (test) => {
    const here = await scene({ audience: "open", people: 2 });
    const { campaign, version } = here.campaign;
    const chunk = { campaign, version, importId: "import-2", seq: 0, rows: [row(3)], refused: [] };
    const by = { actor: "application", reason: "the appointment is cancelled" };
    const withdraw = (...keys: string[]): StoreRequest => ({
      verb: "withdraw",
      tenant: "",
      input: { campaign, transition: "withdraw", keys, ...by },
    });
    const gone = await begin(test, here);
    await deposit(here, gone, withdraw("p1"));
    await gone.rollback();
    const caller = await begin(test, here);
    await deposit(here, caller, { verb: "enroll", chunk }, withdraw("p2", "p3", "unknown"));
    await caller.commit();
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p1"]);
    expect(await here.person("p3")).toMatchObject({ state: "cancelled", cause: "withdrawn" });
  });

  it("holds no key of a recipient who is forgotten before a withdrawal was carried out", async (test) => {
    const here = await scene({ people: 1 });
    const by = { actor: "application", reason: "the appointment is cancelled" };
    const { campaign } = here.campaign;
    const input = { campaign, transition: "withdraw", keys: ["p1", "p9"], ...by } as const;
    const caller = await begin(test, here);
    await deposit(here, caller, { verb: "withdraw", tenant: "", input });
    await caller.commit();
    const standing = async (tenant: string) =>
      (await here.store.personStatuses([{ key: "p9", tenant, tombstones: [] }]))[0];
    expect([await standing(""), await standing("x")]).toEqual(["here", "never"]);
    await forgetAll(here, "p9");
    expect(await standing("")).toBe("never");
    expect(await here.claim()).toEqual([]);
    expect(await here.person("p1")).toMatchObject({ state: "cancelled", cause: "withdrawn" });
  });

  it("enrolls people and suppresses contacts", async (test) => {
    const here = await scene({ audience: "open", people: 2 });
    const { campaign, version } = here.campaign;
    const caller = await begin(test, here);
    const chunk = { campaign, version, importId: "import-2", seq: 0, rows: [row(3)], refused: [] };
    const facts = { tenant: "", channel: "sms", reason: "opted-out", actor: "application" } as const;
    await deposit(
      here,
      caller,
      { verb: "enroll", chunk },
      { verb: "suppress", rules: [{ ...facts, digest: digestOf("sms", phoneOf(1)) }] },
    );
    await caller.commit();
    expect((await here.claim()).map(({ key }) => key).sort()).toEqual(["p2", "p3"]);
  });

  it("keeps nothing of a refused row whose person was forgotten before it was carried out", async (test) => {
    const here = await scene({ audience: "open", people: 1 });
    const { campaign, version } = here.campaign;
    const caller = await begin(test, here);
    const about = { reason: "message/bad-deadline", advice: "say when" } as const;
    const refused = [
      { line: 1, key: "gone", ...about },
      { line: 2, key: "stays", ...about },
    ];
    const chunk = { campaign, version, importId: "import-2", seq: 0, rows: [], refused };
    await deposit(here, caller, { verb: "enroll", chunk });
    await caller.commit();
    await forgetAll(here, "gone");
    await here.claim();
    const { rows } = await here.store.list({ campaign, unreached: true, limit: 10 });
    expect(rows.filter(({ state }) => state === "refused").map(({ key }) => key)).toEqual(["stays"]);
  });

  it("tells by an event of each row that was refused, also where the campaign was over by then", async (test) => {
    const here = await scene({ audience: "open", people: 1 });
    const { campaign, version } = here.campaign;
    const deposited = async (importId: string, key: string, number: number) => {
      const caller = await begin(test, here);
      const refused = [{ line: 1, key, reason: "message/bad-phone", advice: "write +33 6 …" }];
      const chunk = { campaign, version, importId, seq: 0, rows: [row(number)], refused };
      await deposit(here, caller, { verb: "enroll", chunk });
      return caller;
    };
    await (await deposited("import-2", "x", 2)).commit();
    await here.claim();
    const caller = await deposited("import-3", "y", 3);
    await here.move({ transition: "cancel" });
    await caller.commit();
    await here.store.fold();
    const events = (await here.events()).filter(({ type }) => type === "enrollment.refused");
    expect(events.map(({ key, line, reason }) => [key, line, reason]).toSorted()).toEqual([
      ["p3", 3, "campaign/not-running"],
      ["x", 1, "message/bad-phone"],
      ["y", 1, "message/bad-phone"],
    ]);
    expect(await here.ledger()).toMatchObject({ holds: true, audience: { enrolled: 2, refused: 3 } });
  });

  it("that nobody can carry out is set aside, and holds up nobody", async (test) => {
    const here = await scene({ people: 2, plan: ONE_CARRIER });
    const caller = await begin(test, here);
    const chunk = { campaign: 999_999, version: 999_999, importId: "none", seq: 0, refused: [] };
    await deposit(here, caller, { verb: "enroll", chunk: { ...chunk, rows: [row(3)] } }, acknowledgement("p1"));
    await caller.commit();
    for (let round = 0; round < 4; round++) await here.store.fold();
    expect((await here.person("p1")).state).toBe("acknowledged");
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
  });

  it("takes none of our locks into the caller's transaction", async (test) => {
    const here = await scene();
    const caller = await begin(test, here);
    await deposit(here, caller, acknowledgement("p1", "held"));
    expect(await here.acknowledge("p1", { sourceId: "direct" })).toMatchObject({ state: "acknowledged" });
    await here.decide();
    await caller.commit();
    expect((await here.store.fold()).moved).toBe(1);
  });
});

function acknowledgement(key: string, sourceId = "1"): StoreRequest {
  const item: AcknowledgeItem = {
    target: { tenant: "", key, on: "re-registered" },
    answer: "done",
    method: "event",
    strength: "event",
    source: "event:re-registered",
    sourceId,
  };
  return { verb: "acknowledge", items: [item] };
}

async function begin({ skip }: TestContext, { begin }: Scene): Promise<CallerTransaction> {
  return begin === undefined ? skip("this store takes no part in other transactions") : begin();
}

async function deposit(here: Scene, { db }: CallerTransaction, ...requests: StoreRequest[]): Promise<void> {
  await here.store.deposit?.(db, requests);
}
