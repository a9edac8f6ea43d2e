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
    "keeps no id of a message that the carrier made of the number, where it came %s she was forgotten",
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

  it("keeps none either once her message was called back, or could not be", async () => {
    await using place = await openPlace();
    const asked: string[] = [];
    const answer = Promise.withResolvers<"too-late">();
    await using house = await openHeldHouse(place.db, {}, (ref) => {
      asked.push(ref);
      return answer.promise;
    });
    const { gateway } = house;
    const handle = await gateway.campaigns.start(campaign("spring"), { rows: [ADA] });
    await waitFor("her message on the wire", () => house.wire.length === 1);
    const ref = `${digits(ADA.mobile)}-17`;
    house.wire[0]?.take(ref);
    await waitFor("it to be taken", async () => {
      return (await handle.recipient(ADA.key))?.lastAttempt?.state === "accepted";
    });
    await handle.remove([ADA.key], BY);
    await waitFor("the carrier to be asked", () => asked.length === 1);
    await gateway.erase([ADA.key], BY);
    answer.resolve("too-late");
    await waitFor("its answer", async () => {
      const { events } = await partsOf(gateway).store.events({ limit: 1_000 });
      return events.some(({ type }) => type === "attempt.recalled");
    });
    const receipt = { type: "receipt", kind: "delivered", quality: "carrier", ref } as const;
    await house.record("sms.main", receipt, `id=${ref}`);
    await house.rest();

    expect(asked).toEqual([ref]);
    expect((await handle.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: 1 }]);
    expect(await everywhere(place.db, digits(ADA.mobile))).toEqual([]);
  });
});
