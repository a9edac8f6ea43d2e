import { partsOf } from "relance/parts";
import { expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { everywhere } from "./support/everywhere.ts";
import { openHeldHouse } from "./support/held-house.ts";
import { ADA, BOB, campaign } from "./support/told-house.ts";

const BY = { actor: "desk", reason: "request 2026-114" };
const digits = (number: string) => number.slice(1);

await overStores((openPlace: OpenPlace) => {
  it.each(["before", "after"])(
    "keeps no message id that the carrier made of the number, if it arrived %s the recipient was forgotten",
    async (when) => {
      await using place = await openPlace();
      await using house = await openHeldHouse(place.db, {});
      const handle = await house.gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB] });
      await waitFor("both messages on the wire", () => house.wire.length === 2);
      const forget = () => house.gateway.erase([ADA.key], BY);
      const take = async () => {
        for (const message of house.wire) message.take(`${digits(message.to)}-17`);
        await waitFor("both to be settled", async () => {
          const { attempts } = await handle.ledger();
          return attempts.filter(({ state }) => state === "accepted").reduce((sum, { count }) => sum + count, 0) === 2;
        });
      };
      for (const step of when === "before" ? [take, forget] : [forget, take]) await step();
      for (const { mobile } of [ADA, BOB]) {
        const ref = `${digits(mobile)}-17`;
        await house.record("sms.main", { type: "receipt", kind: "delivered", quality: "carrier", ref }, `id=${ref}`);
      }
      await house.rest();

      const { attempts, holds } = await handle.ledger();
      expect([attempts, holds]).toMatchObject([[{ evidence: "delivered", count: 2 }], true]);
      expect(await everywhere(place.db, digits(BOB.mobile))).not.toEqual([]);
      expect(await everywhere(place.db, digits(ADA.mobile))).toEqual([]);
      expect((await partsOf(house.gateway).store.audit({ limit: 1_000 })).findings).toEqual([]);
    },
  );
});
