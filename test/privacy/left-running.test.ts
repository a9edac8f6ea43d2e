import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { storeAt } from "../support/store-at.ts";
import { blindStore } from "./support/blind-store.ts";
import { ADA, BOB, campaign, type House, openHouse } from "./support/told-house.ts";

const SECRETS = ["a-secret-for-these-tests"];
const [FIRST, SECOND] = ["the-first-secret-of-all", "the-second-secret-of-all"] as const;
const BEHIND = { code: "config/secret-missing" };
const RECEIPT = { type: "receipt", kind: "delivered", quality: "carrier" } as const;

const under = (db: string, ...encryption: readonly string[]): Promise<House> =>
  openHouse(db, undefined, { security: { signing: SECRETS, encryption } });

await overStores((openPlace: OpenPlace) => {
  it("stops a process that still runs without the newest secret: it writes nothing, and reports this once", async () => {
    await using place = await openPlace();
    await using before = await under(place.db, FIRST);
    await before.gateway.campaigns.start(campaign("spring"), { rows: [ADA] });
    await using house = await under(place.db, SECOND, FIRST);
    await house.gateway.campaigns.start(campaign("summer"), { rows: [BOB] });

    const { gateway } = before;
    await waitFor("the older process to ask", async () => {
      await gateway.runOnce({ within: "0s" }).catch(() => {});
      return before.log().includes("personal.secret-behind");
    });
    await expect(gateway.campaigns.start(campaign("autumn"), { rows: [BOB] })).rejects.toMatchObject(BEHIND);
    await expect(gateway.runOnce({ within: "1s" })).rejects.toMatchObject(BEHIND);
    await expect(gateway.erase([ADA.key], { actor: "desk", reason: "asked" })).rejects.toMatchObject(BEHIND);
    const stray = before.record("sms.main", { ...RECEIPT, ref: "of-nobody" }, "to=33639981234");
    await expect(stray).rejects.toMatchObject(BEHIND);
    expect(before.log().match(/personal\.secret-behind/g)).toHaveLength(1);

    await house.gateway.runOnce({ within: "20s" });
    const { store } = partsOf(house.gateway);
    const { rows } = await store.outbox({ limit: 10 });
    expect(rows.map(({ to }) => to).sort()).toEqual([ADA.mobile, BOB.mobile]);
    expect((await store.open()).marks).toHaveLength(1);
  });

  it("releases recipients that such a process claimed and cannot decrypt, and others send to them", async () => {
    await using place = await openPlace();
    const blind = blindStore(storeAt(place.db, undefined));
    await using before = await openHouse(place.db, blind.store, {
      security: { signing: SECRETS, encryption: FIRST },
    });
    await before.gateway.campaigns.start(campaign("spring"), { rows: [ADA] });
    await using house = await under(place.db, SECOND, FIRST);
    await house.gateway.campaigns.start(campaign("summer"), { rows: [BOB] });
    let claims = 0;
    blind.onClaim = () => {
      claims += 1;
      blind.isBlind = false;
    };
    await expect(before.gateway.runOnce({ within: "20s" })).rejects.toMatchObject(BEHIND);
    expect(claims).toBe(1);

    const summer = await house.gateway.campaigns.get("summer");
    await waitFor("the message to leave by the other process", async () => {
      await house.gateway.runOnce({ within: "20s" });
      return (await summer.recipient(BOB.key))?.lastAttempt?.state === "accepted";
    });
    const { attempts, holds } = await summer.ledger();
    expect([attempts.filter(({ state }) => state === "rejected"), holds]).toEqual([[], true]);
  });

  it("completes no erasure before data that such a process wrote is under the newest secret", async () => {
    await using place = await openPlace();
    const blind = blindStore(storeAt(place.db, undefined));
    await using before = await openHouse(place.db, blind.store, {
      security: { signing: SECRETS, encryption: FIRST },
    });
    await partsOf(before.gateway).store.record([]);
    await using house = await under(place.db, SECOND, FIRST);
    await house.gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB] });
    await house.gateway.runOnce({ within: "20s" });
    await before.gateway.campaigns.start(campaign("summer"), { rows: [BOB] });
    const { store } = partsOf(house.gateway);
    expect((await store.open()).marks).toHaveLength(2);
    await house.gateway.erase([ADA.key], { actor: "desk", reason: "request 2026-114" });
    expect((await store.open()).marks).toHaveLength(1);
  });

  it("continues if a newer secret was tried and no data was encrypted with it", async () => {
    await using place = await openPlace();
    await using house = await under(place.db, FIRST);
    await house.gateway.campaigns.start(campaign("spring"), { rows: [ADA] });
    {
      await using tried = await under(place.db, SECOND, FIRST);
      await partsOf(tried.gateway).store.record([]);
    }
    await using again = await under(place.db, FIRST);
    await again.gateway.campaigns.start(campaign("summer"), { rows: [BOB] });
    await house.gateway.runOnce({ within: "20s" });
    expect((await partsOf(house.gateway).store.outbox({ limit: 10 })).rows).toHaveLength(2);
  });
});
