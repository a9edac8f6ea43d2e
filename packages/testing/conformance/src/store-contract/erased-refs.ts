import type { RecordItem } from "@relance/spec";
import { expect, it } from "vitest";
import { forgottenPerson } from "./erase.ts";
import { SMS_ONLY } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const BY = { actor: "desk", reason: "she asked" };
const refFor = (number: number) => `${phoneNumbered(number).slice(1)}-17`;
const hashedRef = (ref: string) => `forgotten:hash-of-${ref.length}-${ref.slice(-4)}`;

function receipt(ref: string): RecordItem {
  const item = { type: "receipt", kind: "delivered", quality: "carrier", ref } as const;
  return { provider: "sms.main", item, raw: Buffer.from(`id=${ref}`), refNames: ["other", hashedRef(ref)] };
}

async function refsTold({ store }: Scene, enrollment: number) {
  return (await store.read({ enrollment }, { receipts: "without-requests" }))?.receipts?.map(({ ref }) => ref);
}

export const erasedRefsContract: Area = area("provider ids of forgotten recipients", ({ test, scene }) => {
  test("are returned for the requested recipients only", { people: 2, plan: SMS_ONLY }, async (here) => {
    const claimed = await here.claim();
    for (const one of claimed) await here.settle(one, "accepted", { ref: refFor(Number(one.key.slice(1))) });
    const own = (await here.store.statuses({ refsOf: [forgottenPerson("p1"), forgottenPerson("p9")] })).refs;
    expect(own.map(({ ref }) => ref)).toEqual([refFor(1)]);
  });

  it("are replaced by a hash, so that a late receipt still counts", async () => {
    const here = await scene({ people: 2, plan: SMS_ONLY });
    const claimed = await here.claim();
    for (const one of claimed) await here.settle(one, "accepted", { ref: refFor(Number(one.key.slice(1))) });
    const person = forgottenPerson("p1");
    const refs = (await here.store.statuses({ refsOf: [person] })).refs.map((one) => ({
      ...one,
      ref: hashedRef(one.ref),
    }));
    await here.store.erase({ people: [person], ...BY, refs });
    expect(await here.store.record([receipt(refFor(1))])).toMatchObject([{ status: "stored", fold: "applied" }]);
    expect(await here.store.record([receipt(refFor(1))])).toMatchObject([{ status: "repeated" }]);
    expect(await here.store.record([receipt(refFor(2))])).toMatchObject([{ fold: "applied" }]);
    expect((await here.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: 2 }]);
    const [hers = 0, his = 0] = ["p1", "p2"].map((key) => claimed.find((one) => one.key === key)?.enrollment ?? 0);
    expect(await refsTold(here, hers)).toEqual([hashedRef(refFor(1))]);
    expect(await refsTold(here, his)).toEqual([refFor(2)]);
  });

  it("that arrive after the recipient is forgotten are stored as a hash, and match early receipts", async () => {
    const here = await scene({ people: 1, plan: SMS_ONLY });
    const { attemptId, enrollment } = await here.claimOne();
    await here.store.erase({ people: [forgottenPerson("p1")], ...BY });
    const ref = refFor(1);
    expect(await here.store.record([receipt(ref)])).toMatchObject([{ fold: "unmatched" }]);
    await here.settle({ attemptId }, "accepted", { ref, refName: hashedRef(ref) });
    expect((await here.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: 1 }]);
    const read = { ...receipt(ref), item: { ...receipt(ref).item, kind: "engaged" } } as RecordItem;
    expect(await here.store.record([read])).toMatchObject([{ fold: "applied" }]);
    expect(new Set(await refsTold(here, enrollment))).toEqual(new Set([hashedRef(ref)]));
  });
});
