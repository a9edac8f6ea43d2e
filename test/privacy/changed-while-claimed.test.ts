import type { Store } from "relance";
import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { storeAt } from "../support/store-at.ts";
import { ADA, BOB, campaign, openHouse } from "./support/told-house.ts";

const MOVED = { ...ADA, mobile: "+33639981111" };

/**
 * Wraps a store. The first time that `verb` returns rows, `happen` runs after the commit and before the caller gets the
 * rows.
 */
function between(store: Store, verb: "claim" | "read" | "list", happen: () => Promise<unknown>): Store {
  let hasHappened = false;
  return new Proxy(store, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== "function") return value;
      if (name !== verb) return value.bind(target);
      return async (...given: unknown[]) => {
        const answer = await value.apply(target, given);
        if (hasHappened || answer === undefined || answer.claimed?.length === 0) return answer;
        hasHappened = true;
        await happen();
        return answer;
      };
    },
  });
}

await overStores((openPlace: OpenPlace) => {
  it("sends to a recipient whose contacts an import replaces during the claim", async () => {
    await using place = await openPlace();
    await using other = await openHouse(place.db);
    const start = (ada: typeof ADA | typeof MOVED) =>
      other.gateway.campaigns.start(campaign("spring", "open"), { rows: [ada, BOB] });
    await start(ADA);
    const store = between(storeAt(place.db, undefined), "claim", () => start(MOVED));
    await using house = await openHouse(place.db, store);
    await house.gateway.runOnce({ within: "10s" });
    const sent = (await partsOf(house.gateway).store.outbox({ limit: 10 })).rows.map(({ to }) => String(to));
    expect(sent.sort()).toEqual([ADA.mobile, BOB.mobile]);
    expect(house.log()).not.toContain("personal.unreadable");
  });

  it.each(["read", "list"] as const)(
    "shows the recipients that a %s finds while the contacts are replaced",
    async (verb) => {
      await using place = await openPlace();
      await using other = await openHouse(place.db);
      const start = (ada: typeof ADA | typeof MOVED) =>
        other.gateway.campaigns.start(campaign("spring", "open"), { rows: [ada] });
      await start(ADA);
      const store = between(storeAt(place.db, undefined), verb, () => start(MOVED));
      await using house = await openHouse(place.db, store);
      const spring = await house.gateway.campaigns.get("spring");
      const seen =
        verb === "read"
          ? await spring.recipient(ADA.key)
          : (await partsOf(house.gateway).store.list({ campaign: spring.id, limit: 10 })).rows[0];
      expect(seen?.contacts.map(({ address }) => address)).toEqual([ADA.mobile, ADA.mail]);
      expect(house.log()).not.toContain("personal.unreadable");
    },
  );
});
