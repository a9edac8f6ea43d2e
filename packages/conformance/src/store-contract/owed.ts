import { expect, it } from "vitest";
import { MINUTE, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { type Area, area } from "./scene/scenes.ts";

/** A worker can ask what it was given: of a claim whose answer was lost it knows nothing itself. */
export const owedContract: Area = area("owed", ({ test, scene }) => {
  it("names what a worker was given until its outcome is written, and nothing of others", async () => {
    const here = await scene({ people: 3 });
    const [first, second] = await here.claim("sms.main", 2);
    if (first === undefined || second === undefined) throw new Error("two were due");
    const own = here.worker;
    await here.skip(SECOND); // it said good-bye, and another goes on
    const third = await here.claimOne();
    expect(await here.store.owed(own)).toEqual([first.attemptId, second.attemptId].sort());
    expect(await here.store.owed(here.worker)).toEqual([third.attemptId]);
    await here.settle(first, "accepted", { ref: "r1" });
    await here.settle(third, "uncertain");
    expect(await here.store.owed(own)).toEqual([second.attemptId]);
    expect(await here.store.owed(here.worker)).toEqual([]);
    expect(await here.store.owed("nobody")).toEqual([]);
  });

  test("names an attempt whose person went on meanwhile: its outcome is still to come", async (here) => {
    const one = await here.claimOne();
    await here.acknowledge("p1");
    expect(await here.store.owed(here.worker)).toEqual([one.attemptId]);
    expect(await here.settle(one, "not-sent")).toBe("recorded");
    expect(await here.store.owed(here.worker)).toEqual([]);
  });

  test("is over with the worker's lease: others have doubted it by then", { plan: ONE_CARRIER }, async (here) => {
    const one = await here.claimOne();
    const own = here.worker;
    await here.crash();
    await here.store.recover();
    expect(await here.store.owed(own)).toEqual([]);
    expect(await here.settle(one, "not-sent")).toBe("applied");
    await here.listen(MINUTE);
    expect(await here.claim()).toMatchObject([{ key: "p1", provider: "sms.main" }]);
  });

  it("gives back who was never told of: they are due again at the same place, and no claim is held against them", async () => {
    const here = await scene({ plan: ONE_CARRIER });
    for (let lost = 0; lost < 5; lost++) {
      await here.claimOne();
      const owed = await here.store.owed(here.worker);
      expect(owed).toHaveLength(1);
      const outcomes = owed.map((attemptId) => ({ attemptId, kind: "not-sent" as const }));
      expect(await here.store.settle(here.worker, outcomes)).toEqual(["applied"]);
      await here.listen(10 * SECOND);
    }
    expect(await here.sendOne()).toMatchObject({ key: "p1", provider: "sms.main" });
    expect((await here.ledger()).attempts).toMatchObject([
      { state: "accepted", count: 1 },
      { state: "not-sent", count: 5 },
    ]);
  });
});
