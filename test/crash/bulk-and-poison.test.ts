import { describe, expect, it } from "vitest";
import { waitFor } from "../e2e/support/wait-for.ts";
import { AT_LEAST_ONCE } from "../support/people-campaign.ts";
import { countOf, openSite } from "./support/site.ts";

describe("kill -9 in the middle of a cancel", () => {
  const people = 12_000;

  it.each([
    { place: "move", when: "before" },
    { place: "move", when: "after" },
  ] as const)(
    "$when its first slice: the next process cancels on, nobody is cancelled twice or left out",
    async (failpoint) => {
      await using site = await openSite({ people, delivery: "capture" });
      expect(await site.dieAt(failpoint, { cancels: true })).toMatchObject({ signal: "SIGKILL" });
      const left = await site.onDisk();
      const begun = failpoint.when === "after";
      expect(left).toMatchObject({ holds: true, state: begun ? "cancelling" : "running" });
      expect(left?.states.cancelled ?? 0).toBeLessThan(people);
      await using next = await site.open();
      if (!begun) await next.campaign.cancel({ actor: "anna", reason: "wrong text" });
      await waitFor("the rest to be cancelled", async () => (await next.ledger()).state === "cancelled");
      expect(await next.ledger()).toMatchObject({ holds: true, states: { cancelled: people } });
      expect(await next.findings()).toEqual([]);
    },
  );
});

describe("kill -9 by a template", () => {
  it("three times over the same person: she is parked and counted, everybody else gets the message", async () => {
    const doubtMs = 11 * 60_000; // by then a doubt is over, and the next attempt is due
    await using site = await openSite({ people: 4, concurrency: 1, definition: AT_LEAST_ONCE });
    for (let crash = 0; crash < 3; crash++) {
      await using process = site.start({ poisonous: "p2", offsetMs: crash * doubtMs });
      if (crash > 0) {
        await process.ready;
        await waitFor("the doubt", async () => countOf(await site.onDisk(), "uncertain") === 1);
        process.pass(doubtMs);
      }
      expect(await process.done).toMatchObject({ signal: "SIGKILL" });
    }
    expect(site.taken().get("second p2")).toBeUndefined();
    await using next = await site.open(3 * doubtMs);
    await waitFor("the last doubt", async () => countOf(await next.ledger(), "uncertain") === 1);
    await next.pass(doubtMs);
    await waitFor("everybody to be done with", async () => (await next.ledger()).unreachedBy.poison === 1);
    await waitFor("everybody else's message", () => site.taken().size === 3);
    expect(await next.ledger()).toMatchObject({ holds: true, states: { active: 3, exhausted: 1 } });
    expect(await next.findings()).toEqual([]);
  });
});
