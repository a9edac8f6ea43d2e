import { expect, it } from "vitest";
import { forgetAll } from "./erase.ts";
import { encryptedRow, keyOf } from "./scene/encrypted-rows.ts";
import { SMS_ONLY } from "./scene/plan.ts";
import { phoneOf } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

/** A store tells from its rows which secrets whoever opens it must have. */
export const masterKeysContract: Area = area("master keys", ({ scene }) => {
  it("are told as long as something is encrypted under them, wherever it stands, as of now", async () => {
    const under = (mark: string) => `~1.m${mark}.something`;
    const readable = { type: "reply", from: phoneOf(7), text: "~1.mNOTTHIS1.", eventId: "mo-7" } as const;
    const here = await scene({ people: 0 });
    await here.seed({ name: "hidden", plan: SMS_ONLY, audience: "open", until: "defined" });
    await here.store.record([{ provider: "sms.main", item: readable, raw: Buffer.from("from=~1.mNOTTHIS1.") }]);
    expect(await here.store.masterKeys()).toEqual([]);
    const reply = { digest: "nobody", optOut: undefined, word: "", code: undefined };
    const said = { type: "reply", from: under("REPLIES1"), text: under("REPLIES1") } as const;
    const raw = Buffer.from(under("REQUEST1"));
    await here.store.record([{ provider: "sms.main", item: said, raw, reply, meaning: "one" }]);
    const old = { ...keyOf(1), wrapped: under("OLDER123") };
    await here.enroll([encryptedRow(1, old), encryptedRow(2)]);
    const one = await here.claimOne();
    const hint = {
      type: "signal",
      kind: "shown",
      attemptId: one.attemptId,
      detail: under("HINTS123"),
    } as const;
    await here.store.record([{ provider: "sms.main", item: hint, meaning: "two" }]);
    const marks = ["HINTS123", "MASTER12", "OLDER123", "REPLIES1", "REQUEST1"];
    expect([...(await here.store.masterKeys())].sort()).toEqual(marks);
    await forgetAll(here, "p1");
    expect([...(await here.store.masterKeys())].sort()).not.toContain("OLDER123");
  });
});
