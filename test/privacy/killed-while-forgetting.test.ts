import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { everywhere } from "./support/everywhere.ts";
import { ADA, BOB, campaign, type House, openHouse } from "./support/told-house.ts";

const PROGRAM = fileURLToPath(new URL("support/dying-eraser.ts", import.meta.url));

/** Number of signals, more than SQLite processes in one batch. */
const HINTS = 5_000;

async function dieAfter(db: string, batches: number): Promise<void> {
  const child = spawn(process.execPath, ["--conditions=@relance/source", PROGRAM, db, String(batches)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  const [, signal] = await once(child, "exit");
  expect(signal).toBe("SIGKILL");
}

async function receiveHints({ gateway }: House): Promise<void> {
  const { store, engine } = partsOf(gateway);
  const { rows } = await store.outbox({ limit: 10 });
  const items = Array.from({ length: HINTS }, (_, n) => {
    const { attemptId, to } = rows[n % rows.length] ?? rows[0] ?? { attemptId: "", to: "" };
    return { type: "signal", kind: "shown", attemptId, detail: `opened by ${to}, ${n}` } as const;
  });
  await engine.port.record("sms.main", items, Buffer.from("hints"));
}

await overStores((openPlace: OpenPlace) => {
  describe("a process that is killed during an erasure", () => {
    it.each([1, 2])("after batch %i leaves nothing that the next process would miss", async (batches) => {
      await using place = await openPlace();
      {
        await using house = await openHouse(place.db);
        await house.gateway.campaigns.start(campaign("spring"), { rows: [ADA, BOB] });
        await house.gateway.runOnce({ within: "20s" });
        await receiveHints(house);
      }
      await dieAfter(place.db, batches);
      await using house = await openHouse(place.db);
      const { store } = partsOf(house.gateway);
      const by = { actor: "desk", reason: "goes on" };
      for (let more = true; more; ) ({ more } = await store.erase({ people: [], ...by }));
      for (const text of [ADA.key, ADA.name, ADA.mobile, ADA.mail])
        expect([text, await everywhere(place.db, text)]).toEqual([text, []]);
      const bob = await (await house.gateway.campaigns.get("spring")).recipient(BOB.key);
      expect(bob?.signals).toHaveLength(100); // all of Bob's signals remain; the gateway shows at most 100
      expect((await house.gateway.campaigns.ledgers()).every(({ holds }) => holds)).toBe(true);
    });
  });
});
