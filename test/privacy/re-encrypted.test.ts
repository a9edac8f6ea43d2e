import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { storeAt } from "../support/store-at.ts";
import { blindStore } from "./support/blind-store.ts";
import { changeRows } from "./support/change-rows.ts";
import { everywhere } from "./support/everywhere.ts";
import { ADA, BOB, BODY, campaign, type House, liveWith, openHouse, SAID, TEXTS_OF_ADA } from "./support/told-house.ts";

const SECRETS = ["a-secret-for-these-tests"];
const [FIRST, SECOND] = ["the-first-secret-of-all", "the-second-secret-of-all"] as const;
const TEXTS = [ADA.name, ADA.mobile, encodeURIComponent(ADA.mobile), BOB.mobile, BOB.name, SAID, BODY];

function houseFromBefore(db: string): Promise<House> {
  return openHouse(db, undefined, { security: { signing: SECRETS } });
}

async function liveBefore(db: string): Promise<void> {
  await using house = await houseFromBefore(db);
  await liveWith(house);
  const { gateway } = house;
  const refused = { ...BOB, key: "a bad row", mobile: "12", mail: "" };
  await gateway.campaigns.start(campaign("winter"), { rows: [refused, BOB] });
  await house.record("sms.main", { type: "reply", from: "+33639989999", text: "who is this?", eventId: "mo-9" }, "…");
}

const under = (db: string, ...encryption: readonly string[]): Promise<House> =>
  openHouse(db, undefined, { security: { signing: SECRETS, encryption } });

async function expectReadable({ gateway }: House): Promise<void> {
  const ada = await (await gateway.campaigns.get("spring")).recipient(ADA.key);
  expect(ada?.contacts.map(({ address }) => address)).toEqual([ADA.mobile, ADA.mail]);
  expect(ada?.variables).toMatchObject({ name: ADA.name });
  expect(ada?.replies).toMatchObject([{ from: ADA.mobile, text: SAID }]);
  expect(ada?.signals[0]?.detail).toContain("opened by");
  const { rows } = await partsOf(gateway).store.outbox({ limit: 100 });
  expect(rows.map(({ to }) => to)).toEqual(expect.arrayContaining([ADA.mobile, BOB.mobile]));
  expect(rows.map(({ content }) => content)).toContainEqual({ text: BODY });
}

await overStores((openPlace: OpenPlace) => {
  it("reads unencrypted data, and leaves none of it while the campaign continues", async () => {
    await using place = await openPlace();
    await liveBefore(place.db);
    for (const text of TEXTS) expect([text, await everywhere(place.db, text)]).not.toEqual([text, []]);
    await using house = await openHouse(place.db);
    const { gateway } = house;
    await expectReadable(house);
    const { id } = await gateway.campaigns.get("spring");
    const evidence = await partsOf(gateway).store.eventDetails({ enrollment: 1 });
    await gateway.campaigns.start(campaign("summer"), { rows: [ADA, BOB] });
    await gateway.runOnce({ within: "20s" });
    await expectReadable(house);
    for (const text of TEXTS) expect([text, await everywhere(place.db, text)]).toEqual([text, []]);
    expect((await partsOf(gateway).store.eventDetails({ enrollment: 1 })).rows).toEqual(evidence.rows);
    expect((await partsOf(gateway).store.count(id))[0]?.holds).toBe(true);
    const { rows } = await partsOf(gateway).store.replies({ limit: 10 });
    expect(rows.map(({ text }) => text)).toContain("who is this?");
  });

  it("forgets a recipient with unencrypted data, and encrypts items without a recipient", async () => {
    await using place = await openPlace();
    await liveBefore(place.db);
    await using house = await openHouse(place.db);
    await house.gateway.erase([ADA.key], { actor: "desk", reason: "request 2026-114" });
    for (const text of TEXTS_OF_ADA) expect([text, await everywhere(place.db, text)]).toEqual([text, []]);
  });

  it("re-encrypts everything with a newer secret, and only then works without the older one", async () => {
    await using place = await openPlace();
    let older = "";
    {
      await using house = await under(place.db, FIRST);
      await liveWith(house);
      const [captured] = await changeRows(place.db, "select address from outbox");
      older = String(captured?.address).split(".")[1] ?? "nothing captured";
    }
    expect(await everywhere(place.db, older)).not.toEqual([]);
    await expect(under(place.db, SECOND)).rejects.toMatchObject({ code: "config/secret-missing" });
    {
      await using house = await under(place.db, SECOND, FIRST);
      await house.gateway.runOnce({ within: "20s" });
    }
    await using house = await under(place.db, SECOND);
    await expectReadable(house);
    expect(await everywhere(place.db, older)).toEqual([]);
    await expect(under(place.db, FIRST)).rejects.toMatchObject({ code: "config/secret-missing" });
  });

  it("completes a re-encryption despite a damaged row, which no process could read before either", async () => {
    await using place = await openPlace();
    {
      await using house = await under(place.db, FIRST);
      await house.gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB] });
    }
    const one = "id = (select min(id) from people)";
    await changeRows(place.db, `update people set box = substr(box, 1, 40) where ${one}`);
    {
      await using house = await under(place.db, SECOND, FIRST);
      await house.gateway.runOnce({ within: "20s" });
    }
    await using house = await under(place.db, SECOND);
    const spring = await house.gateway.campaigns.get("spring");
    const people = [await spring.recipient(ADA.key), await spring.recipient(BOB.key)];
    const addresses = people.map((person) => person?.contacts[0]?.address);
    expect(addresses).toContain("(unreadable)");
    expect(addresses.some((address) => address === ADA.mobile || address === BOB.mobile)).toBe(true);
  });

  it("requires a secret under which an outdated process continued to write, until a scan has re-encrypted its data", async () => {
    await using place = await openPlace();
    {
      const { store } = blindStore(storeAt(place.db, undefined));
      await using before = await openHouse(place.db, store, {
        security: { signing: SECRETS, encryption: FIRST },
      });
      await before.gateway.campaigns.start(campaign("spring"), { rows: [ADA] });
      {
        await using house = await under(place.db, SECOND, FIRST);
        await house.gateway.runOnce({ within: "20s" });
      }
      await before.gateway.campaigns.start(campaign("summer"), { rows: [BOB] });
    }
    await expect(under(place.db, SECOND)).rejects.toMatchObject({ code: "config/secret-missing" });
    {
      await using house = await under(place.db, SECOND, FIRST);
      await house.gateway.runOnce({ within: "20s" });
    }
    await using house = await under(place.db, SECOND);
    const bob = await (await house.gateway.campaigns.get("summer")).recipient(BOB.key);
    expect(bob?.contacts[0]?.address).toBe(BOB.mobile);
  });

  it("erases an unknown sender's data from before the encryption, whatever index keys were added since", async () => {
    await using place = await openPlace();
    {
      await using house = await houseFromBefore(place.db);
      const said = { type: "reply", from: ADA.mobile, text: SAID, eventId: "mo-1" };
      await house.record("sms.main", said, "…");
      await house.gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB] });
    }
    const indexSecret = ["a-second-index-secret-of-all", ...SECRETS];
    await using house = await openHouse(place.db, undefined, { security: { signing: SECRETS, index: indexSecret } });
    await house.gateway.runOnce({ within: "20s" });
    await house.gateway.erase([ADA.key], { actor: "desk", reason: "request 2026-114" });
    const { rows } = await partsOf(house.gateway).store.replies({ limit: 10 });
    expect(rows.map(({ text }) => text)).not.toContain(SAID);
  });
});
