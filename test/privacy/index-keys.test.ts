import type { CapturedRow } from "@relance/spec";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { ADA, BOB, campaign, type House, openHouse } from "./support/told-house.ts";

const SECRET = "a-secret-for-these-tests";
const NEWER = "a-newer-index-secret";
const BY = { actor: "desk", reason: "request 2026-114" };
const STEPS = [{ channel: "sms", content: { text: "hello" } }] as const;

const under = (db: string, ...index: readonly string[]): Promise<House> =>
  openHouse(db, undefined, { security: { signing: [SECRET], index } });

const says = (house: House, text: string, eventId: string, from: string = ADA.mobile) =>
  house.record("sms.main", { type: "reply", from, text, eventId }, `From=${from}&Body=${text}`);

async function start({ gateway }: House, name: string): Promise<void> {
  await gateway.campaigns.start(campaign(name), { rows: [ADA, BOB] });
}

async function run({ gateway }: House): Promise<readonly CapturedRow[]> {
  await gateway.runOnce({ within: "20s" });
  return (await partsOf(gateway).store.outbox({ limit: 100 })).rows;
}

const sentTo = (rows: readonly CapturedRow[]) => rows.map(({ to }) => to).sort();

async function person({ gateway }: House, name: string, { key }: { readonly key: string } = ADA) {
  return (await gateway.campaigns.get(name)).recipient(key);
}

await overStores((openPlace: OpenPlace) => {
  it("STOP under an older index key still suppresses: in an import, in a send, in the claim", async () => {
    await using place = await openPlace();
    {
      await using house = await under(place.db, SECRET);
      await start(house, "spring");
      await says(house, "STOP", "mo-1");
    }
    await using house = await under(place.db, NEWER, SECRET);
    const { gateway } = house;
    await start(house, "autumn");
    await gateway.send({
      idempotencyKey: "one",
      recipient: { key: ADA.key, contacts: { sms: ADA.mobile } },
      steps: STEPS,
    });
    expect(sentTo(await run(house))).toEqual([BOB.mobile, BOB.mobile, ADA.mail, ADA.mail].sort());
    const rules = [];
    for await (const { address, reason } of gateway.suppressions.list()) rules.push([address, reason]);
    expect(rules).toEqual([[ADA.mobile, "opted-out"]]);
    await says(house, "START", "mo-2");
    expect((await person(house, "autumn"))?.state).toBe("active");
    expect(await gateway.suppressions.list()[Symbol.asyncIterator]().next()).toMatchObject({ done: true });
  });

  it("recipients enrolled under an older index key are found: by STOP, by an answer, by an address, by a rule", async () => {
    await using place = await openPlace();
    {
      await using house = await under(place.db, SECRET);
      await start(house, "spring");
    }
    await using house = await under(place.db, NEWER, SECRET);
    const { gateway } = house;
    await says(house, "STOP", "mo-1");
    expect(sentTo(await run(house))).toEqual([ADA.mail, BOB.mobile].sort());
    const { id } = await gateway.campaigns.get("spring");
    const found = await gateway.views.find(id, BOB.mobile);
    expect(found).toMatchObject([{ key: BOB.key }]);
    await says(house, "OK", "mo-2", BOB.mobile);
    expect((await person(house, "spring", BOB))?.state).toBe("acknowledged");
    const [answer] = await gateway.suppressions.add([{ channel: "email", address: ADA.mail }]);
    expect(answer).toMatchObject({ status: "new", people: 1 });
    expect((await person(house, "spring"))?.state).toBe("suppressed");
  });

  it("one click in a mail written with two keys suppresses recipients who have the contact under the older one", async () => {
    await using place = await openPlace();
    {
      await using house = await under(place.db, SECRET);
      await start(house, "spring");
      await says(house, "STOP", "mo-1");
    }
    await using house = await under(place.db, NEWER, SECRET);
    const mail = (await run(house)).find(({ to }) => to === ADA.mail);
    const [link = ""] = /https:[^"]*\/u\/[\w~-]+/.exec(JSON.stringify(mail?.content)) ?? [];
    expect(link).toMatch(/~email~[\w-]{32}$/);
    const body = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
    const pressed = await house.gateway.handle(new Request(link, { method: "POST", body }));
    expect(pressed.status).toBe(200);
    expect((await person(house, "spring"))?.state).toBe("suppressed");
  });

  it("a recipient who was forgotten under an older index key is refused", async () => {
    await using place = await openPlace();
    {
      await using house = await under(place.db, SECRET);
      await start(house, "spring");
      await house.gateway.erase([ADA.key], BY);
    }
    await using house = await under(place.db, NEWER, SECRET);
    const { gateway } = house;
    await start(house, "autumn");
    const { audience } = await (await gateway.campaigns.get("autumn")).ledger();
    expect(audience.refusedBy).toMatchObject({ forgotten: 1 });
    const recipient = { key: ADA.key, contacts: { sms: ADA.mobile } };
    await expect(gateway.send({ idempotencyKey: "one", recipient, steps: STEPS })).rejects.toMatchObject({
      code: "message/forgotten",
    });
  });

  it("a retry of send() under a newer index key is a repetition, and another message with its idempotency key is refused", async () => {
    await using place = await openPlace();
    const message = { idempotencyKey: "one", recipient: { key: ADA.key, contacts: { sms: ADA.mobile } }, steps: STEPS };
    {
      await using house = await under(place.db, SECRET);
      expect((await house.gateway.send(message)).status).toBe("enrolled");
    }
    await using house = await under(place.db, NEWER, SECRET);
    expect((await house.gateway.send(message)).status).toBe("repeated");
    const recipient = { key: BOB.key, contacts: { sms: BOB.mobile } };
    await expect(house.gateway.send({ ...message, recipient })).rejects.toMatchObject({ code: "message/key-reused" });
  });

  it("no index key that was ever used may be removed, neither the newest nor the first", async () => {
    await using place = await openPlace();
    for (const keys of [[SECRET], [NEWER, SECRET]]) {
      await using house = await under(place.db, ...keys);
      await start(house, `under-${keys.length}`);
    }
    for (const keys of [[NEWER], [SECRET], ["another-index-secret", SECRET]]) {
      await using house = await under(place.db, ...keys);
      await expect(start(house, "more")).rejects.toMatchObject({ code: "config/secret-missing" });
    }
    await using house = await under(place.db, SECRET, NEWER);
    await expect(start(house, "more")).resolves.toBeUndefined();
  });

  it("hashes of an export are accepted only if all keys that may have made them are configured", async () => {
    await using place = await openPlace();
    await using house = await under(place.db, NEWER, SECRET);
    const { index } = house.gateway.suppressions;
    const entry = { channel: "sms", digest: "abcdefgh01234567", index } as const;
    expect(await house.gateway.suppressions.add([entry])).toMatchObject([{ status: "new" }]);
    await using other = await openPlace();
    await using narrow = await under(other.db, NEWER);
    expect(await narrow.gateway.suppressions.add([entry])).toMatchObject([
      { status: "refused", code: "message/foreign-digest" },
    ]);
  });
});
