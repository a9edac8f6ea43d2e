import { expect, it } from "vitest";
import { SECOND } from "./scene/plan.ts";
import { PROVIDERS, type Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const identityContract: Area = area("the id of a store", ({ scene, open }) => {
  it("differs between stores, and is the same each time that the store is opened", async () => {
    await using first = await open();
    await using second = await open();
    const { id } = await first.store.open();
    expect(id).toMatch(/^[\w-]{16,64}$/);
    expect((await second.store.open()).id).not.toBe(id);
    expect((await first.store.open()).id).toBe(id);
  });

  it("is part of each message id, so that no other store assigns or accepts the message id", async () => {
    const [here, there] = [await scene({ people: 1 }), await scene({ people: 1 })];
    const [mine, theirs] = [await here.sendOne(), await there.claimOne()];
    expect(mine.attemptId).toMatch(/^[0-9a-z]{7,17}$/);
    expect(theirs.attemptId).not.toBe(mine.attemptId);
    expect(await here.settle(theirs, "rejected")).toBe("unknown-attempt");
    expect(await here.store.charge([{ attemptId: theirs.attemptId, micros: 1 }])).toEqual(["stale"]);
    expect(await here.receipt(theirs, "delivered")).toMatchObject({ fold: "unmatched" });
    expect((await here.person("p1")).lastAttempt).toMatchObject({ evidence: "none" });
    expect(await here.receipt(mine, "delivered")).toMatchObject({ fold: "applied" });
  });
});

export const restoredContract: Area = area("a restored store", ({ test }) => {
  test("skips ids that the original store may have assigned after the backup", { people: 3 }, async (here) => {
    const [first, before] = [await here.sendOne(), await here.events()];
    await leave(here);
    const { from } = await here.store.markRestored();
    await here.beat();
    const second = await here.sendOne();
    expect(numberIn(second)).toBeGreaterThanOrEqual(from);
    const later = (await here.events()).slice(before.length).map(({ id }) => Number(id));
    expect(Math.min(...later)).toBeGreaterThanOrEqual(from);
    expect((await here.person(first.key)).lastAttempt?.attemptId).toBe(first.attemptId);
    await here.seed({ people: 1, name: "after" });
    expect((await here.person("p1")).enrollment).toBeGreaterThanOrEqual(from);
    expect(await here.receipt(first, "delivered")).toMatchObject({ fold: "applied" });
  });

  test("skips more ids after a second restore, because both restores may use the same backup", {
    people: 1,
  }, async (here) => {
    await leave(here);
    const first = await here.store.markRestored();
    here.clock.advance(SECOND);
    const second = await here.store.markRestored();
    expect(second.from).toBeGreaterThan(first.from);
  });

  test("cannot be declared restored while a process works", { people: 1 }, async (here) => {
    await expect(here.store.markRestored()).rejects.toMatchObject({ code: "store/busy" });
  });
});

function numberIn({ attemptId }: { readonly attemptId: string }): number {
  return Number.parseInt(attemptId.slice(6), 36);
}

async function leave(here: Scene): Promise<void> {
  const leaving = { version: "1", providers: PROVIDERS, leaving: true } as const;
  await here.store.heartbeat({ ...leaving, incarnation: here.worker, role: "worker" });
  await here.store.heartbeat({ ...leaving, incarnation: `${here.worker}-ear`, role: "receiver" });
  here.worker = here.unique("worker");
}
