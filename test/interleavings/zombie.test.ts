import type { VirtualProcess } from "@relance/testing";
import { describe, expect, it } from "vitest";
import { type Arena, openArena, overSeeds } from "./support/arena.ts";
import { MINUTE, SECOND } from "./support/desk.ts";

const LEASE_MS = 30 * SECOND;

/** Freezes the worker `zombie` after its first claim has committed and before the worker sends a request. */
async function frozenAfterClaim(seed: number): Promise<{ arena: Arena; zombie: VirtualProcess }> {
  let isFrozen = false;
  const arena = await openArena({
    seed,
    storeOf: (store, process) => ({
      ...store,
      async claim(request) {
        const answer = await store.claim(request);
        if (process.name === "zombie" && answer.claimed.length > 0 && !isFrozen) {
          isFrozen = true;
          process.freeze();
          await process.runtime.yield();
        }
        return answer;
      },
    }),
  });
  await arena.hear("receiver");
  const { process: zombie } = await arena.work("zombie");
  await arena.time.settle();
  await arena.work("next");
  await arena.time.advance(SECOND);
  expect(arena.sent).toEqual([]);
  return { arena, zombie };
}

describe("a worker that was frozen in the middle of its work", () => {
  it("17: between claim and send, beyond its lease: it sends nothing, reports this, and another worker sends once", async () => {
    await overSeeds(20, async (seed) => {
      const { arena, zombie } = await frozenAfterClaim(seed);
      await arena.time.advance(LEASE_MS + 20 * SECOND + arena.draw(MINUTE));
      expect((await arena.ledger()).attempts.map(({ state }) => state)).toEqual(["uncertain"]);
      zombie.thaw();
      await arena.time.advance(5 * MINUTE);
      expect(arena.sent.map(({ message }) => message.to).sort()).toEqual(
        arena.people.map((_, n) => `+3363998${String(n).padStart(4, "0")}`),
      );
      expect((await arena.ledger()).attempts).toEqual(
        expect.arrayContaining([
          { step: 1, provider: "sms.main", state: "not-sent", evidence: "none", count: arena.people.length },
          {
            step: 1,
            provider: "sms.main",
            state: "accepted",
            evidence: "delivered",
            count: arena.people.length,
          },
        ]),
      );
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });

  it("17: continued after its recipients used the other carrier, it sends nothing and moves no recipient", async () => {
    await overSeeds(10, async (seed) => {
      const { arena, zombie } = await frozenAfterClaim(seed);
      await arena.time.advance(LEASE_MS + 5 * MINUTE);
      const before = arena.sent.map(({ provider }) => provider);
      expect(before).toEqual(arena.people.map(() => "sms.second"));
      zombie.thaw();
      await arena.time.advance(2 * MINUTE);
      expect(arena.sent.map(({ provider }) => provider)).toEqual(before);
      expect(await arena.ledger()).toMatchObject({ holds: true, states: { active: arena.people.length } });
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });

  it("18: after the provider's API accepted it: the late settle stores the provider's id, and a receipt with that id matches", async () => {
    await overSeeds(20, async (seed) => {
      const frozen: VirtualProcess[] = [];
      const arena = await openArena({
        seed,
        behave: () => ({ do: "lose" }),
        afterSend: async (process) => {
          if (process.name !== "zombie") return;
          process.freeze();
          frozen.push(process);
          await process.runtime.yield();
        },
      });
      await arena.hear("receiver");
      await arena.work("zombie");
      await arena.time.settle();
      await arena.work("next");
      await arena.time.advance(LEASE_MS + MINUTE + arena.draw(MINUTE));
      const taken = arena.sent.length;
      expect(taken).toBe(arena.people.length);
      frozen[0]?.thaw();
      await arena.time.advance(10 * SECOND);
      expect((await arena.ledger()).attempts).toMatchObject([{ state: "accepted", evidence: "none", count: taken }]);
      for (const { provider, message } of arena.sent) {
        const ref = `${provider}:${message.attemptId}`;
        const heard = arena.report(provider, [{ type: "receipt", kind: "delivered", quality: "handset", ref }]);
        expect(await arena.finish(heard)).toBe(true);
      }
      await arena.time.advance(5 * MINUTE);
      expect((await arena.ledger()).attempts).toMatchObject([
        { state: "accepted", evidence: "delivered", count: taken },
      ]);
      expect(arena.sent).toHaveLength(taken);
      expect(await arena.findings()).toEqual([]);
      await arena.close();
    });
  });
});
