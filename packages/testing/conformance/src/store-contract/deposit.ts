import type { StoreRequest } from "@relance/spec";
import { expect, it, type TestContext } from "vitest";
import { forgetAll } from "./erase.ts";
import { HOUR, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { contactDigest, phoneNumbered, row } from "./scene/rows.ts";
import { acknowledgeItem, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import { buildDefinition } from "./scene/seeded-campaign.ts";
import type { CallerTransaction } from "./store-under-test.ts";

export const depositContract: Area = area("a request in the caller's transaction", ({ test, scene }) => {
  test("is supported only by stores in the caller's own database", async (here) => {
    expect(here.store.deposit === undefined).toBe(here.begin === undefined);
  });

  it("has no effect before the commit, and takes effect before the next claim", async (test) => {
    const here = await scene({ people: 2 });
    const caller = await begin(test, here);
    await deposit(here, caller, acknowledgement("p1"));
    await here.store.fold();
    expect((await here.person("p1")).state).toBe("pending");
    await caller.commit();
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p2"]);
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  it("leaves no row behind when the caller rolls back", async (test) => {
    const here = await scene();
    const caller = await begin(test, here);
    await deposit(here, caller, acknowledgement("p1"));
    await caller.rollback();
    expect(await here.claim()).toHaveLength(1);
    expect((await here.store.statuses({ targets: [{ tenant: "", key: "p1" }] })).isAcknowledged).toEqual([false]);
  });

  it("is applied once, with the same result as a direct call", async (test) => {
    const here = await scene();
    await commit(test, here, acknowledgement("p1", "1"), acknowledgement("p1", "1"));
    await Promise.all([here.store.fold(), here.store.fold()]);
    expect((await here.acknowledge("p1", { sourceId: "1" })).status).toBe("duplicate");
    const types = (await here.events()).map(({ type }) => type);
    expect(types.filter((type) => type === "enrollment.acknowledged")).toHaveLength(1);
  });

  it("that acknowledges recipients is applied before escalation, so no recipient who answered is moved", async (test) => {
    const here = await scene({ plan: ONE_CARRIER });
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(HOUR);
    await commit(test, here, acknowledgement("p1"));
    expect((await here.store.escalate()).moved).toBe(0);
    await here.decide();
    expect((await here.person("p1")).state).toBe("acknowledged");
  });

  it("counts from the time when it was written, not from the time when it was applied", async (test) => {
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

  it("sends a single message once for each key, and reports a different message under the same key", async (test) => {
    const here = await scene({ people: 0 });
    const send = (person: number): StoreRequest => ({
      verb: "send",
      define: { ...buildDefinition({ name: "send", occurrence: "" }), audience: "open", manyVersions: true },
      chunk: {
        importId: `call-${person}`,
        seq: 0,
        rows: [{ ...row(person, { key: "order-1" }), person: `p${person}` }],
        refused: [],
      },
    });
    for (const person of [7, 7, 8]) await commit(test, here, send(person));
    expect((await here.send()).map(({ address }) => address)).toEqual([phoneNumbered(7)]);
    expect(await here.claim()).toEqual([]);
    const refused = (await here.events()).filter(({ type }) => type === "enrollment.refused");
    expect(refused.map(({ key, reason }) => [key, reason])).toEqual([["order-1", "message/key-reused"]]);
  });

  it("withdraws recipients who were enrolled in the same transaction, unless the caller rolls back", async (test) => {
    const here = await scene({ audience: "open", people: 2 });
    const { campaign } = here.campaign;
    const by = { actor: "application", reason: "the appointment is cancelled" };
    const withdraw = (...keys: string[]): StoreRequest => ({
      verb: "remove",
      tenant: "",
      input: { campaign, transition: "remove", keys, ...by },
    });
    const gone = await begin(test, here);
    await deposit(here, gone, withdraw("p1"));
    await gone.rollback();
    await commit(test, here, { verb: "enroll", chunk: here.chunk([row(3)]) }, withdraw("p2", "p3", "unknown"));
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p1"]);
    expect(await here.person("p3")).toMatchObject({ state: "cancelled", cause: "withdrawn" });
  });

  it("does not store the key of a withdrawn recipient who is forgotten before the request is applied", async (test) => {
    const here = await scene({ people: 1 });
    const by = { actor: "application", reason: "the appointment is cancelled" };
    const { campaign } = here.campaign;
    const input = { campaign, transition: "remove", keys: ["p1", "p9"], ...by } as const;
    await commit(test, here, { verb: "remove", tenant: "", input });
    const standing = async (tenant: string) =>
      (await here.store.statuses({ people: [{ key: "p9", tenant, tombstones: [] }] })).people[0];
    expect([await standing(""), await standing("x")]).toEqual(["here", "never"]);
    await forgetAll(here, "p9");
    expect(await standing("")).toBe("never");
    expect(await here.claim()).toEqual([]);
    expect(await here.person("p1")).toMatchObject({ state: "cancelled", cause: "withdrawn" });
  });

  it("enrolls recipients and suppresses contacts", async (test) => {
    const here = await scene({ audience: "open", people: 2 });
    const facts = { tenant: "", channel: "sms", reason: "opted-out", actor: "application" } as const;
    const rules = [{ ...facts, digest: contactDigest("sms", phoneNumbered(1)) }];
    await commit(test, here, { verb: "enroll", chunk: here.chunk([row(3)]) }, { verb: "suppress", rules });
    expect((await here.claim()).map(({ key }) => key).sort()).toEqual(["p2", "p3"]);
  });

  it("stores no refused row of a recipient who was forgotten before the request was applied", async (test) => {
    const here = await scene({ audience: "open", people: 1 });
    const about = { reason: "message/bad-time", advice: "say when" } as const;
    const refused = [
      { line: 1, key: "gone", ...about },
      { line: 2, key: "stays", ...about },
    ];
    await commit(test, here, { verb: "enroll", chunk: here.chunk([], { refused }) });
    await forgetAll(here, "gone");
    await here.claim();
    expect((await here.unreached()).filter(({ state }) => state === "refused").map(({ key }) => key)).toEqual([
      "stays",
    ]);
  });

  it("reports each refused row by an event, even if the campaign had ended by then", async (test) => {
    const here = await scene({ audience: "open", people: 1 });
    const deposited = async (key: string, number: number) => {
      const caller = await begin(test, here);
      const refused = [{ line: 1, key, reason: "message/bad-phone", advice: "write +33 6 …" }];
      await deposit(here, caller, { verb: "enroll", chunk: here.chunk([row(number)], { refused }) });
      return caller;
    };
    await (await deposited("x", 2)).commit();
    await here.claim();
    const caller = await deposited("y", 3);
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

  it("is set aside if it cannot be applied, and does not delay other requests", async (test) => {
    const here = await scene({ people: 2, plan: ONE_CARRIER });
    const chunk = here.chunk([row(3)], { campaign: 999_999, version: 999_999 });
    await commit(test, here, { verb: "enroll", chunk }, acknowledgement("p1"));
    for (let round = 0; round < 4; round++) await here.store.fold();
    expect((await here.person("p1")).state).toBe("acknowledged");
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
  });

  it("takes none of relance's locks in the caller's transaction", async (test) => {
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
  return { verb: "acknowledge", items: [acknowledgeItem(key, { sourceId })] };
}

async function begin({ skip }: TestContext, { begin }: Scene): Promise<CallerTransaction> {
  return begin === undefined ? skip("this store cannot join other transactions") : begin();
}

async function deposit(here: Scene, { db }: CallerTransaction, ...requests: StoreRequest[]): Promise<void> {
  await here.store.deposit?.(db, requests);
}

async function commit(test: TestContext, here: Scene, ...requests: StoreRequest[]): Promise<void> {
  const caller = await begin(test, here);
  await deposit(here, caller, ...requests);
  await caller.commit();
}
