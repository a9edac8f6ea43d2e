import type { RecordItem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { forgottenOf } from "./erase.ts";
import { SMS_ONLY } from "./scene/plan.ts";
import { phoneOf, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import type { OpenStore } from "./store-under-test.ts";

const BY = { actor: "desk", reason: "she asked" };
const MEGABYTE = 1_048_576;

/** A receipt of a message that nobody knows. */
function strayReceipt(ref: string, raw: Uint8Array): RecordItem {
  const item = { type: "receipt", kind: "delivered", quality: "carrier", ref } as const;
  return { provider: "sms.main", item, raw };
}

/** Everything that was placed with nobody, as text, and how many slices it took. */
async function unplaced({ store }: Scene) {
  const told: { readonly id: number; readonly text: string }[] = [];
  let slices = 0;
  for (let cursor: number | undefined; ; ) {
    const page = await store.unplaced(cursor);
    slices += 1;
    const requests = new Map(page.requests.map(({ id, bytes }) => [id, Buffer.from(bytes).toString()]));
    expect(page.requests).toHaveLength(requests.size);
    for (const { id, request, item } of page.items)
      told.push({ id, text: requests.get(request) ?? item ?? "" });
    cursor = page.cursor;
    if (cursor === undefined) return { told, slices };
  }
}

/** What nobody could be found for, and how somebody who is to be forgotten is taken out of it. */
export function unplacedContract(open: OpenStore): void {
  describe("unplaced", () => {
    const scene = scenes(open);

    it("is what came in and found nobody: receipts, strangers' replies, hints about no message", async () => {
      const here = await scene({ people: 1, plan: SMS_ONLY });
      const { attemptId } = await here.sendOne();
      const known = { type: "receipt", kind: "delivered", quality: "carrier", attemptId } as const;
      await here.store.record([
        { provider: "sms.main", item: known, raw: Buffer.from("of p1") },
        strayReceipt("r-9", Buffer.from("of nobody")),
        {
          provider: "sms.main",
          item: { type: "signal", kind: "shown", detail: "d" },
          raw: Buffer.from("hint"),
        },
      ]);
      await here.reply(phoneOf(1), "from p1");
      await here.reply(phoneOf(99), "from a stranger");
      const { told } = await unplaced(here);
      const texts = told.map(({ text }) => text).join(" ");
      expect(told).toHaveLength(3);
      expect(texts).toContain("of nobody");
      expect(texts).toContain("hint");
      expect(texts).toContain("from a stranger");
    });

    it("comes in slices of so many bytes, each request once", async () => {
      const here = await scene({ people: 0 });
      const shared = Buffer.alloc(MEGABYTE, "a");
      const items = [1, 2].map((number) => strayReceipt(`a-${number}`, shared));
      await here.store.record([...items, strayReceipt("b", Buffer.alloc(MEGABYTE, "b"))]);
      await here.store.record([strayReceipt("c", Buffer.from("c"))]);
      const { told, slices } = await unplaced(here);
      expect(told.map(({ text }) => text[0]).sort()).toEqual(["a", "a", "b", "c"]);
      expect(slices).toBeGreaterThan(1);
    });

    it("loses what is found in it with the person, and nothing else", async () => {
      const here = await scene({ people: 1 });
      await here.store.record([strayReceipt("r-8", Buffer.from("hers"))]);
      await here.store.record([strayReceipt("r-9", Buffer.from("his"))]);
      await here.reply(phoneOf(99), "written as 00…");
      const { told } = await unplaced(here);
      const found = told.filter(({ text }) => !text.includes("his")).map(({ id }) => id);
      const { erased } = await here.store.erase({ people: [forgottenOf("p1")], ...BY, unplaced: found });
      expect(erased).toContain("written as 00…");
      expect((await unplaced(here)).told.map(({ text }) => text)).toEqual(["his"]);
      expect((await here.store.replies({ limit: 10 })).rows.map(({ text }) => text)).toEqual([""]);
    });
  });

  describe("contactsOf", () => {
    const scene = scenes(open);

    it("gives the contacts of whoever is asked for, refused rows and messages too, and of nobody else", async () => {
      const contacts = [{ channel: "sms", address: phoneOf(8) }] as const;
      const refused = [{ line: 8, key: "p2", reason: "message/bad-deadline", advice: "…", contacts }];
      const here = await scene({ people: 2, refused });
      const { campaign, version } = await here.seed({ name: "send", audience: "open", until: "defined" });
      const rows = [{ ...row(5, { key: "order-17" }), person: "p1" }];
      await here.store.enroll({ campaign, version, importId: "send:order-17", seq: 0, rows, refused: [] });
      const found = await here.store.contactsOf(
        ["p3", "p2", "p1", "order-17"].map((key) => forgottenOf(key)).concat(forgottenOf("p1", "acme")),
      );
      expect(found.map((one) => one.map(({ address }) => address).sort())).toEqual([
        [],
        [phoneOf(2), phoneOf(8), "p2@example.org"],
        [phoneOf(1), phoneOf(5), "p1@example.org", "p5@example.org"],
        [],
        [],
      ]);
    });
  });
}
