import { DatabaseSync } from "node:sqlite";
import type { RecordItem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { openWorld } from "../support/open-world.ts";
import { tempFolder } from "../support/temp-folder.ts";

const BY = { actor: "desk", reason: "she asked" };

describe("an erasure", () => {
  it("leaves no inbound data about the recipient's messages, and keeps all data about others' messages", async () => {
    using folder = tempFolder();
    const file = folder.path("store.db");
    const world = await openWorld({ file });
    const { store } = world;
    await world.start(2);
    const claimed = await world.claim("sms.main", 2);
    await world.accept(claimed);
    const inOrder = claimed.toSorted((a, b) => (a.key < b.key ? 1 : -1)); // hers come last
    for (const { attemptId, key } of inOrder) {
      const hint: RecordItem["item"] = {
        type: "signal",
        kind: "shown",
        attemptId,
        detail: `a hint at ${key}`,
      };
      const receipt: RecordItem["item"] = {
        type: "receipt",
        kind: "delivered",
        quality: "carrier",
        attemptId,
      };
      await store.record([{ provider: "sms.main", item: hint }]);
      await store.record([{ provider: "sms.main", item: receipt, raw: Buffer.from(`a request about ${key}`) }]);
    }
    const person = { tenant: "", key: "person-0", tombstones: ["gone-0"] };
    let { more } = await store.erase({ people: [person], ...BY });
    while (more) ({ more } = await store.erase({ people: [], ...BY }));
    using db = new DatabaseSync(file, { readOnly: true });
    const column = (query: string) =>
      db
        .prepare(query)
        .all()
        .map(({ text }) => String(text));
    expect(column("select cast(bytes as text) as text from raw")).toEqual(["a request about person-1"]);
    const said = column("select item as text from inbox where item is not null");
    expect(said.map((item) => item.includes("a hint at person-1"))).toEqual([true]);
    await store.close();
  });
});
