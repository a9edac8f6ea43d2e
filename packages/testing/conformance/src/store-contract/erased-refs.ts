import type { RecordItem } from "@relance/spec";
import { expect, it } from "vitest";
import { forgottenOf } from "./erase.ts";
import { SMS_ONLY } from "./scene/plan.ts";
import { phoneOf } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const BY = { actor: "desk", reason: "she asked" };
const refOf = (number: number) => `${phoneOf(number).slice(1)}-17`;
const nameOf = (ref: string) => `forgotten:hash-of-${ref.length}-${ref.slice(-4)}`;

function receipt(ref: string): RecordItem {
  const item = { type: "receipt", kind: "delivered", quality: "carrier", ref } as const;
  return { provider: "sms.main", item, raw: Buffer.from(`id=${ref}`), refNames: ["other", nameOf(ref)] };
}

async function refsTold({ store }: Scene, enrollment: number) {
  return (await store.read({ enrollment }, { receipts: "without-requests" }))?.receipts?.map(({ ref }) => ref);
}

export const erasedRefsContract: Area = area("provider ids of forgotten recipients", ({ test, scene }) => {
  test("are returned for the requested recipients only", { people: 2, plan: SMS_ONLY }, async (here) => {
    const claimed = await here.claim();
    for (const one of claimed) await here.settle(one, "accepted", { ref: refOf(Number(one.key.slice(1))) });
    const own = (await here.store.statuses({ refsOf: [forgottenOf("p1"), forgottenOf("p9")] })).refs;
    expect(own.map(({ ref }) => ref)).toEqual([refOf(1)]);
  });

  it("are replaced by a hash, so that a late receipt is counted although its id is not stored", async () => {
    const here = await scene({ people: 2, plan: SMS_ONLY });
    const claimed = await here.claim();
    for (const one of claimed) await here.settle(one, "accepted", { ref: refOf(Number(one.key.slice(1))) });
    const person = forgottenOf("p1");
    const refs = (await here.store.statuses({ refsOf: [person] })).refs.map((one) => ({
      ...one,
      ref: nameOf(one.ref),
    }));
    await here.store.erase({ people: [person], ...BY, refs });
    expect(await here.store.record([receipt(refOf(1))])).toMatchObject([{ status: "stored", fold: "applied" }]);
    expect(await here.store.record([receipt(refOf(1))])).toMatchObject([{ status: "repeated" }]);
    expect(await here.store.record([receipt(refOf(2))])).toMatchObject([{ fold: "applied" }]);
    expect((await here.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: 2 }]);
    const [hers = 0, his = 0] = ["p1", "p2"].map((key) => claimed.find((one) => one.key === key)?.enrollment ?? 0);
    expect(await refsTold(here, hers)).toEqual([nameOf(refOf(1))]);
    expect(await refsTold(here, his)).toEqual([refOf(2)]);
  });

  it("are stored as a hash, and match early receipts, if they arrive after the recipient is forgotten", async () => {
    const here = await scene({ people: 1, plan: SMS_ONLY });
    const { attemptId, enrollment } = await here.claimOne();
    await here.store.erase({ people: [forgottenOf("p1")], ...BY });
    const ref = refOf(1);
    expect(await here.store.record([receipt(ref)])).toMatchObject([{ fold: "unmatched" }]);
    await here.settle({ attemptId }, "accepted", { ref, refName: nameOf(ref) });
    expect((await here.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: 1 }]);
    const read = { ...receipt(ref), item: { ...receipt(ref).item, kind: "engaged" } } as RecordItem;
    expect(await here.store.record([read])).toMatchObject([{ fold: "applied" }]);
    expect(new Set(await refsTold(here, enrollment))).toEqual(new Set([nameOf(ref)]));
  });
});
