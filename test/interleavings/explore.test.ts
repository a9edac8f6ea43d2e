import { describe, expect, it } from "vitest";
import { openArena, overSeeds } from "./support/arena.ts";
import { MINUTE, SECOND } from "./support/desk.ts";

const PEOPLE = 60;
const NAMES = ["one", "two", "three"];

describe("recipients drawn for a second vendor", () => {
  it("get one message, whichever of three workers claims them, and a worker that dies at any claim loses none", async () => {
    await overSeeds(20, async (seed) => {
      let claims = 0;
      const arena = await openArena({
        seed,
        people: PEOPLE,
        definition: { watch: { explore: "30%" } },
        extra: () => ({ concurrency: 4 }),
        wireMs: () => arena.draw(300),
        storeOf: (store, process) => ({
          ...store,
          async claim(request) {
            const answer = await store.claim(request);
            claims += answer.claimed.length > 0 ? 1 : 0;
            if (process.name === "one" && claims === 2 + (seed % 12)) process.crash();
            return answer;
          },
        }),
      });
      await arena.hear("receiver");
      for (const name of NAMES) await arena.work(name);
      await arena.time.advance(5 * MINUTE);
      const people = new Set(arena.sent.map(({ message }) => message.to));
      expect(people.size).toBe(PEOPLE);
      const second = arena.sent.filter(({ provider }) => provider === "sms.second");
      expect(second.length).toBeGreaterThan(6);
      // more messages would mean that the dead worker's messages stayed uncertain and were sent again through the other
      // vendor
      expect(arena.sent.length).toBeLessThan(PEOPLE + 10);
      await arena.time.advance(20 * SECOND);
      expect(await arena.findings()).toEqual([]);
      expect(await arena.ledger()).toMatchObject({ holds: true });
      await arena.close();
    });
  });
});
