import type { RecordItem } from "@relance/spec";
import { expect, it } from "vitest";
import { outdatedIn } from "./codec.ts";
import { retainAll } from "./scene/every-row.ts";
import { HOUR, SMS_ONLY } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const DAY = 24 * HOUR;
const FOR_EVER = {};

function receipt(ref: string, raw?: Uint8Array): RecordItem {
  const item = { type: "receipt", kind: "delivered", quality: "carrier", ref } as const;
  return { provider: "sms.main", item, ...(raw && { raw }) };
}

function hint(attemptId: string | undefined, detail: string): RecordItem {
  const item = { type: "signal", kind: "shown", attemptId, detail } as const;
  return { provider: "sms.main", item, raw: Buffer.from(`of the ${detail}`) };
}

async function kept(here: Scene): Promise<string[]> {
  const rows = (await outdatedIn(here)).filter(({ place }) => place === "raw" || place === "inbox");
  return rows.map(({ values: [value = ""] }) => Buffer.from(value).toString()).sort();
}

export const unmatchedContract: Area = area("unmatched inbound data", ({ scene }) => {
  it("remain for six days and are deleted after seven, even if the retention keeps all other data forever", async () => {
    const here = await scene({ people: 1, plan: SMS_ONLY });
    const { attemptId } = await here.sendOne();
    const stray = receipt("r-9", Buffer.from("of the receipt"));
    await here.store.record([stray, hint(undefined, "stray hint"), hint(`${attemptId}zz`, "stray name")]);
    await here.reply(phoneNumbered(99), "from an unknown number");
    await here.store.record([hint(attemptId, "hint of p1")]);
    await here.reply(phoneNumbered(1), "from p1");
    const before = await kept(here);
    const replied = async () => (await here.store.replies({ limit: 10 })).rows.map(({ text }) => text);
    for (const text of ["of the receipt", "stray hint", "stray name", "unknown number"])
      expect(before.join(" ")).toContain(text);
    await here.skip(6 * DAY);
    expect(await retainAll(here, FOR_EVER)).toBe(0);
    expect(await kept(here)).toEqual(before);
    expect(await here.store.record([stray])).toMatchObject([{ status: "repeated" }]);
    await here.skip(DAY);
    expect(await retainAll(here, FOR_EVER)).toBe(4);
    expect(await retainAll(here, FOR_EVER)).toBe(0);
    const left = (await kept(here)).join(" ");
    expect(left).toContain("hint of p1");
    expect(left).toContain("from p1");
    expect(left).not.toMatch(/of the receipt|stray|unknown number/);
    expect(await replied()).toEqual(["from p1"]);
    expect(await here.store.record([stray])).toMatchObject([{ status: "stored", fold: "unmatched" }]);
  });

  it("are applied to an attempt that is stored within seven days", async () => {
    const here = await scene({ people: [{ deadline: { afterMs: 30 * DAY } }], plan: SMS_ONLY });
    await here.store.record([receipt("r-5", Buffer.from("it came early"))]);
    await here.skip(6 * DAY);
    await retainAll(here, FOR_EVER);
    await here.settle(await here.claimOne(), "accepted", { ref: "r-5" });
    await here.skip(2 * DAY);
    expect(await retainAll(here, FOR_EVER)).toBe(0);
    expect((await here.ledger()).attempts).toMatchObject([{ evidence: "delivered", count: 1 }]);
    expect(await kept(here)).toEqual(["it came early"]);
  });

  it("are deleted without the request that contained them, if another item of the request matched", async () => {
    const here = await scene({ people: 1, plan: SMS_ONLY });
    const one = await here.claimOne();
    await here.settle(one, "accepted", { ref: "r-1" });
    const mixed = Buffer.from("a request about p1 and another");
    const strays = Buffer.from("a request about others");
    await here.store.record([receipt("r-1", mixed), receipt("r-8", mixed)]);
    await here.store.record([receipt("r-9", strays), receipt("r-10", strays)]);
    await here.skip(7 * DAY);
    expect(await retainAll(here, FOR_EVER)).toBe(3);
    expect(await kept(here)).toEqual([mixed.toString()]);
    await retainAll(here, { raw: 0 });
    expect(await kept(here)).toEqual([]);
  });
});
