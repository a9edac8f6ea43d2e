import type { EraseAnswer, ForgottenPerson, RecordItem } from "@relance/spec";
import { expect, it } from "vitest";
import { SMS_ONLY } from "./scene/plan.ts";
import { contactDigest, phoneNumbered, row } from "./scene/rows.ts";
import { capturedMessage, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Returns a recipient as the engine passes it to `forget`. `gone-…` replaces the keyed hash. */
export function forgottenPerson(key: string, tenant = ""): ForgottenPerson {
  return { tenant, key, tombstones: [`gone-${tenant}-${key}`] };
}

export async function forgetAll({ store }: Scene, ...keys: readonly string[]): Promise<EraseAnswer> {
  const by = { actor: "desk", reason: "she asked" };
  const first = await store.erase({ people: keys.map((key) => forgottenPerson(key)), ...by });
  for (let { more } = first; more; ) ({ more } = await store.erase({ people: [], ...by }));
  return first;
}

const tombstones = (key: string) => forgottenPerson(key).tombstones;

export const eraseContract: Area = area("the erasure of a recipient", ({ test, scene }) => {
  async function enrollAgain(here: Scene, key: string) {
    await here.seed({ name: "next-month", until: "defined" });
    return here.enroll([{ ...row(1, { key }), tombstones: tombstones(key) }, row(9)]);
  }

  test("first cancels the recipient's open enrollment, so that no message follows", { people: 2 }, async (here) => {
    expect(await forgetAll(here, "p1")).toMatchObject({ enrollments: 1, cancelled: 1 });
    expect((await here.ledger()).states).toMatchObject({ cancelled: 1, pending: 1 });
    expect((await here.claim()).map(({ key }) => key)).toEqual(["p2"]);
    expect((await here.events()).map(({ type }) => type)).toContain("enrollment.forgotten");
  });

  it("leaves no name, address, variable or text in any readable table", async () => {
    const here = await scene({ people: 2, plan: SMS_ONLY });
    const sent = await here.claim();
    for (const one of sent) await here.settle(one, "accepted", { captured: capturedMessage(one) });
    await here.reply(phoneNumbered(1), "my name is Ada");
    await here.acknowledge("p1", { sourceId: "paid by p1" });
    await forgetAll(here, "p1");
    const known = ["p1", phoneNumbered(1), "p1@example.org", "Person 1", "my name is Ada"];
    const { campaign } = here.campaign;
    expect(await here.store.read({ campaign, key: "p1" })).toBeUndefined();
    const seen = JSON.stringify([
      await here.list(),
      await here.store.read({ enrollment: sent[0]?.enrollment ?? 0 }),
      await here.store.replies({ limit: 10 }),
      await here.events(),
      await here.store.outbox({ limit: 10 }),
    ]);
    for (const text of [...known, "paid by p1"]) expect(seen).not.toContain(`"${text}"`);
    expect(seen).toContain(phoneNumbered(2));
  });

  it("changes no count of recipients, messages or answers of an ended enrollment", async () => {
    const here = await scene({ people: 2, plan: SMS_ONLY });
    for (const one of await here.send()) await here.receipt(one, "delivered");
    for (const key of ["p1", "p2"]) await here.acknowledge(key);
    const before = await here.ledger();
    expect(await forgetAll(here, "p1", "p2")).toMatchObject({ enrollments: 2, cancelled: 0 });
    expect(await here.ledger()).toEqual(before);
  });

  test("refuses keys that are reserved for forgotten recipients", async (here) => {
    await here.seed({ name: "next", audience: "open", until: "defined" });
    const taken = Array.from({ length: 8 }, (_, place) => row(place + 2, { key: `forgotten:${place + 1}` }));
    const answer = await here.enroll([...taken, row(1)]);
    expect(answer.statuses).toEqual([...taken.map(() => "refused"), "new"]);
    expect(await forgetAll(here, "p1")).toMatchObject({ enrollments: 2 });
  });

  it("keeps the recipient's STOP for every tenant that had sent messages, until the recipient replies START", async () => {
    const here = await scene({ people: 0 });
    await here.seed({ name: "first", tenant: "acme", people: [{ email: [] }] });
    await here.send();
    const by = { actor: "desk", reason: "she asked" };
    await here.store.erase({ people: [forgottenPerson("p1", "acme")], ...by });
    expect(await here.reply(phoneNumbered(1), "STOP")).toMatchObject({ reply: "suppressed" });
    const again = [{ key: "back", email: [] }];
    await here.seed({ name: "second", tenant: "acme", people: again });
    expect((await here.person("back")).state).toBe("suppressed");
    await here.reply(phoneNumbered(1), "START");
    await here.seed({ name: "third", tenant: "acme", people: again });
    expect((await here.person("back")).state).toBe("pending");
  });

  it("lets a message in flight settle, and lets a later receipt count without the bytes of its request", async () => {
    const here = await scene({ plan: SMS_ONLY });
    const { attemptId, address, enrollment } = await here.claimOne();
    await forgetAll(here, "p1");
    const captured = { channel: "sms", to: address, content: { text: "Bonjour Person 1" } } as const;
    expect(await here.settle({ attemptId }, "accepted", { ref: "r1", captured })).toBe("recorded");
    expect((await here.store.outbox({ limit: 10 })).rows).toEqual([]);
    const raw = Buffer.from(`To=${encodeURIComponent(address)}&Status=delivered`);
    const item = { type: "receipt", kind: "delivered", quality: "carrier", ref: "r1" } as const;
    const late: RecordItem = { provider: "sms.main", item, raw };
    expect(await here.store.record([late])).toMatchObject([{ status: "stored", fold: "applied" }]);
    expect((await here.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: 1 }]);
    const kept = (await here.store.read({ enrollment }, { receipts: "with-requests" }))?.receipts ?? [];
    expect(kept.map(({ request }) => request)).toEqual([undefined]);
  });

  it("erases only the raw requests that report on the recipient's messages", async () => {
    const here = await scene({ people: 2, plan: SMS_ONLY });
    const sent = (await here.send()).toSorted((a, b) => (a.key < b.key ? 1 : -1));
    for (const { attemptId, key } of sent) {
      const item = { type: "receipt", kind: "delivered", quality: "carrier", attemptId } as const;
      const hint = { type: "signal", kind: "shown", attemptId, detail: `a signal at ${key}` } as const;
      const raw = Buffer.from(`~1.mMASTER12.a request about ${key}`);
      await here.store.record([{ provider: "sms.main", item, raw }]);
      await here.store.record([{ provider: "sms.main", item: hint }]);
    }
    const keptRows = async (name: string) => {
      const { enrollment = 0 } = sent.find(({ key }) => key === name) ?? {};
      const received = (await here.store.read({ enrollment }, { receipts: "with-requests" }))?.receipts ?? [];
      const requests = received.flatMap(({ request }) =>
        request === undefined ? [] : [Buffer.from(request).toString()],
      );
      const signals = (await here.store.read({ enrollment }))?.signals.map(({ detail }) => detail);
      return { requests, signals };
    };
    const others = await keptRows("p2");
    expect(others.requests).toEqual(["~1.mMASTER12.a request about p2"]);
    expect(others.signals).toEqual(["a signal at p2"]);
    await forgetAll(here, "p1");
    expect(await keptRows("p1")).toEqual({ requests: [], signals: [] });
    expect(await keptRows("p2")).toEqual(others);
  });

  test("refuses a later row of the recipient, and accepts the file's other rows", async (here) => {
    await forgetAll(here, "p1");
    expect(await enrollAgain(here, "p1")).toMatchObject({ statuses: ["refused", "new"] });
    expect(await here.unreached()).toMatchObject([{ state: "refused", cause: "forgotten", key: "", contacts: [] }]);
  });

  test("also applies to a recipient who is not in the store", { people: 0 }, async (here) => {
    expect(await forgetAll(here, "p7")).toMatchObject({ enrollments: 0, cancelled: 0 });
    expect(await enrollAgain(here, "p7")).toMatchObject({ statuses: ["refused", "new"] });
  });

  test("keeps the recipient's suppressions", { plan: SMS_ONLY }, async (here) => {
    await here.reply(phoneNumbered(1), "STOP");
    await forgetAll(here, "p1");
    const [rule] = (await here.store.suppressions({ limit: 10 })).rows;
    expect(rule).toMatchObject({ digest: contactDigest("sms", phoneNumbered(1)), address: undefined });
    await here.seed({ name: "other-list", plan: SMS_ONLY, people: [{ key: "a", sms: [phoneNumbered(1)] }] });
    expect(await here.claim()).toEqual([]);
  });

  test("finds the recipient of a transactional message by the recipient's key, not by the message's key", {
    people: 0,
  }, async (here) => {
    const { campaign } = await here.seed({ name: "send", audience: "open", until: "defined" });
    await here.enroll([{ ...row(1, { key: "order-17" }), person: "p1", tombstones: tombstones("p1") }]);
    expect(await forgetAll(here, "order-17")).toMatchObject({ enrollments: 0 });
    expect(await forgetAll(here, "p1")).toMatchObject({ enrollments: 1, cancelled: 1 });
    expect(await here.store.read({ campaign, key: "order-17" })).toBeUndefined();
  });

  it("erases refused rows and early events", async () => {
    const contacts = [{ channel: "sms", address: phoneNumbered(8) }] as const;
    const refused = [{ line: 8, key: "p8", reason: "message/bad-time", advice: "…", contacts }];
    const here = await scene({ people: 1, refused });
    expect(await here.acknowledge("p8")).toMatchObject({ status: "waiting" });
    await forgetAll(here, "p8");
    const refusal = (await here.unreached()).find(({ state }) => state === "refused");
    expect(refusal).toMatchObject({ key: "", contacts: [] });
    const target = { tenant: "", key: "p8", on: "re-registered" };
    expect((await here.store.statuses({ targets: [target] })).isAcknowledged).toEqual([false]);
    const named = { ...target, tombstones: tombstones("p8") };
    expect(await here.acknowledge("p8", { target: named })).toMatchObject({
      status: "refused",
      code: "message/forgotten",
    });
    expect((await here.ledger()).audience.refusedBy).toEqual({ "message/bad-time": 1 });
  });

  test("does not change recipients with the same key in another tenant", { tenant: "acme" }, async (here) => {
    expect(await forgetAll(here, "p1")).toMatchObject({ enrollments: 0 });
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  test("can be repeated, and then finds no data", async (here) => {
    await forgetAll(here, "p1");
    const before = await here.events();
    expect(await forgetAll(here, "p1")).toMatchObject({ enrollments: 0, cancelled: 0 });
    expect(await here.events()).toEqual(before);
  });
});
