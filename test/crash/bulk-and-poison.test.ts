import { describe, expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import { overStores } from "../support/over-stores.ts";
import { AT_LEAST_ONCE } from "../support/people-campaign.ts";
import { openSite } from "./support/site.ts";

await overStores((openPlace) => {
  describe("kill -9 in the middle of a cancellation", () => {
    const people = 6_000;

    it("after its first batch: the next process continues, and each recipient is cancelled exactly once", async () => {
      await using site = await openSite(openPlace, { people, delivery: "capture" });
      const left = await site.dieAt({ place: "transition", when: "after" }, { orders: "cancel" });
      expect(left).toMatchObject({ signal: "SIGKILL" });
      const ledger = await site.onDisk();
      expect(ledger).toMatchObject({ holds: true, state: "cancelling" });
      expect(ledger?.states.cancelled ?? people).toBeLessThan(people);
      await using next = await site.open();
      await waitFor("the rest to be cancelled", async () => (await next.ledger()).state === "cancelled");
      expect(await next.ledger()).toMatchObject({ holds: true, states: { cancelled: people } });
      expect(await next.findings()).toEqual([]);
    });
  });

  describe("kill -9 in the middle of a command about all recipients", () => {
    const people = 6_000;

    it("an extension: the next worker continues automatically, until every recipient has the new deadline", async () => {
      await using site = await openSite(openPlace, { people, delivery: "capture" });
      const left = await site.dieAt({ place: "transition", when: "after" }, { orders: "extend" });
      expect(left).toMatchObject({ signal: "SIGKILL" });
      const until = (await site.onDisk())?.extendedTo?.getTime();
      await using next = await site.open();
      const behind = async () =>
        (await next.everybody()).filter(({ deadline }) => deadline?.getTime() !== until).length;
      expect(until).toBeGreaterThan(0);
      expect(await behind()).toBeGreaterThan(0);
      await waitFor("the rest to have more time", async () => (await behind()) === 0);
      await waitFor("nothing to be under way", async () => (await next.unfinished()) === 0);
      expect(await next.told("campaign.amended")).toEqual(["anna: wrong text"]);
      expect(await next.findings()).toEqual([]);
    });

    it("an amendment: the next worker continues automatically, until every recipient without a message has the new version", async () => {
      await using site = await openSite(openPlace, { people, delivery: "capture" });
      const left = await site.dieAt({ place: "transition", when: "after" }, { orders: "amend" });
      expect(left).toMatchObject({ signal: "SIGKILL" });
      const taken = async () => (await next.ledger()).versions.at(-1)?.people ?? 0;
      await using next = await site.open();
      const before = await taken();
      expect(before).toBeLessThan(people);
      await waitFor("nothing to be under way", async () => (await next.unfinished()) === 0);
      const { attempts, holds } = await next.ledger();
      expect(holds).toBe(true);
      const begun = attempts.reduce((sum, { count }) => sum + count, 0);
      expect(await taken()).toBe(people - begun);
      expect(await taken()).toBeGreaterThan(before);
      expect(await next.told("campaign.amended")).toEqual(["anna: wrong text"]);
      expect(await next.findings()).toEqual([]);
    });
  });

  describe("kill -9 by a template", () => {
    it("killed three times by the same recipient: that recipient is set aside and counted, and all others get the message", async () => {
      const doubtMs = 11 * 60_000;
      await using site = await openSite(openPlace, { people: 4, concurrency: 1, definition: AT_LEAST_ONCE });
      for (let crash = 0; crash < 3; crash++) {
        await using process = site.start({ poisonous: "p2", offsetMs: crash * doubtMs });
        if (crash > 0) {
          await process.ready;
          await waitFor("the doubt", async () => (await site.doubts("p2")) === crash);
          process.pass(doubtMs);
        }
        expect(await process.done).toMatchObject({ signal: "SIGKILL" });
        await site.outlive();
      }
      expect(site.taken().get("second p2")).toBeUndefined();
      await using next = await site.open(3 * doubtMs);
      await waitFor("the last doubt", async () => (await site.doubts("p2")) === 3);
      await next.pass(doubtMs);
      await waitFor("everybody to be done with", async () => (await next.ledger()).unreachedBy.poison === 1);
      await waitFor("everybody else's message", () => site.taken().size === 3);
      expect(await next.ledger()).toMatchObject({ holds: true, states: { active: 3, exhausted: 1 } });
      expect(await next.findings()).toEqual([]);
    });
  });
});
