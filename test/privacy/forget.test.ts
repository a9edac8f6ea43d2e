import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { changeRows } from "./support/change-rows.ts";
import { everywhere } from "./support/everywhere.ts";
import { ADA, BOB, BODY, campaign, liveWith, openHouse, TEXTS_OF_ADA } from "./support/told-house.ts";

const BY = { actor: "desk", reason: "request 2026-114" };

await overStores((openPlace: OpenPlace) => {
  it("leaves no byte of a recipient anywhere, and the data of all others unchanged", async () => {
    await using place = await openPlace();
    await using house = await openHouse(place.db);
    const { gateway } = house;
    await liveWith(house);
    await gateway.acknowledge([false, true].map((revoke) => ({ key: ADA.key, on: "came", revoke })));
    for (const text of [ADA.key, `welcome-${ADA.mail}`]) expect(await everywhere(place.db, text)).not.toEqual([]);
    const counted = (await gateway.campaigns.ledgers()).map(({ audience, attempts }) => ({
      audience,
      attempts,
    }));

    const forgotten = await gateway.erase([ADA.key], BY);

    expect(forgotten).toEqual({ enrollments: 3, cancelled: 3 });
    for (const text of TEXTS_OF_ADA) expect([text, await everywhere(place.db, text)]).toEqual([text, []]);
    expect(await everywhere(place.db, BOB.key)).not.toEqual([]);
    const bob = await (await gateway.campaigns.get("spring")).recipient(BOB.key);
    expect([bob?.contacts[0]?.address, bob?.variables.name]).toEqual([BOB.mobile, BOB.name]);
    const ledgers = await gateway.campaigns.ledgers();
    expect(ledgers.map(({ audience, attempts }) => ({ audience, attempts }))).toEqual(counted);
    expect(ledgers.every(({ holds }) => holds)).toBe(true);
    const { findings } = await partsOf(gateway).store.audit({ limit: 1_000 });
    expect(findings).toEqual([]);
    const hashes = await changeRows(place.db, "select digests from people order by id");
    expect(hashes.filter(({ digests }) => digests === "")).toHaveLength(3);
    expect(house.log()).not.toMatch(/Quellebrune|ada-8841|639981234/i);
  });

  it("stores nothing of later items, and enrolls no forgotten recipient again", async () => {
    await using place = await openPlace();
    await using house = await openHouse(place.db);
    const { gateway } = house;
    await gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB] });
    await gateway.runOnce({ within: "20s" });
    const { rows } = await partsOf(gateway).store.outbox({ limit: 10 });
    const message = rows.find(({ to }) => to === ADA.mobile);
    await gateway.erase([ADA.key, "nobody-of-this-key"], { ...BY, unknown: true });

    const late = { type: "receipt", kind: "delivered", quality: "carrier", attemptId: message?.attemptId };
    await house.record("sms.main", late, `To=${encodeURIComponent(ADA.mobile)}`);
    await gateway.acknowledge([{ key: ADA.key, on: "came" }]);
    await gateway.campaigns.start(campaign("autumn"), {
      rows: [ADA, BOB, { ...BOB, key: "no phone", mobile: "12" }],
    });
    const broken = { ...ADA, mobile: "12", mail: "" };
    await gateway.campaigns.start(campaign("winter"), { rows: [broken, BOB] });
    const message2 = { key: ADA.key, contacts: { sms: ADA.mobile } };
    const steps = [{ channel: "sms", content: { text: BODY } }] as const;
    const send = () => gateway.send({ idempotencyKey: "again", recipient: message2, steps });
    for (const sending of [send, send]) await expect(sending()).rejects.toMatchObject({ code: "message/forgotten" });
    for (const name of ["autumn", "winter"]) {
      const { audience } = await (await gateway.campaigns.get(name)).ledger();
      expect(audience.refusedBy).toMatchObject({ forgotten: 1 });
    }
    for (const text of TEXTS_OF_ADA) expect([text, await everywhere(place.db, text)]).toEqual([text, []]);
  });
});
