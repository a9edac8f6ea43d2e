import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import { type OpenPlace, overStores } from "../support/over-stores.ts";
import { openHouse } from "./support/told-house.ts";

const BY = { actor: "desk", reason: "request 2026-114", unknown: true };
const REQUESTS = 200;
const REQUEST_BYTES = 250_000;

/** Measures the longest time for which the event loop is blocked, in milliseconds of CPU time. */
function longestTurn(): { stop(): number } {
  let longest = 0;
  let since = process.cpuUsage();
  const look = () => {
    const { user, system } = process.cpuUsage(since);
    longest = Math.max(longest, (user + system) / 1_000);
    since = process.cpuUsage();
  };
  const timer = setInterval(look, 5);
  return {
    stop() {
      clearInterval(timer);
      look();
      return longest;
    },
  };
}

await overStores((openPlace: OpenPlace) => {
  it("lets other work run while it encrypts large unencrypted requests", async () => {
    await using place = await openPlace();
    {
      await using before = await openHouse(place.db, undefined, {
        security: { signing: ["a-secret-for-these-tests"] },
      });
      for (let number = 0; number < REQUESTS; number++) {
        const item = { type: "receipt", kind: "delivered", quality: "carrier", ref: `nobodys-${number}` };
        await before.record("sms.main", item, randomBytes(REQUEST_BYTES * 0.75).toString("base64"));
      }
    }
    await using house = await openHouse(place.db);
    const start = process.cpuUsage();
    const turns = longestTurn();
    await house.gateway.erase(["nobody-here"], BY);
    const longest = turns.stop();
    const { user, system } = process.cpuUsage(start);
    const whole = (user + system) / 1_000;
    expect(longest).toBeLessThan(whole / 4); // measured: 7 % of the whole time with batches, 41 % with one batch
  });
});
