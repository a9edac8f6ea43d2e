import { expect, it } from "vitest";
import { HOUR, MINUTE } from "./scene/plan.ts";
import { type Area, area } from "./scene/scenes.ts";

export const tasksContract: Area = area("the lease of a task", ({ test, scene }) => {
  const mine = { name: "subscription:crm", owner: "a", leaseMs: MINUTE } as const;
  const theirs = { ...mine, owner: "b" } as const;

  test("belongs to its first owner until this owner releases the lease", { until: "defined" }, async ({ store }) => {
    expect(await store.lease(mine)).toMatchObject({ status: "owned", data: undefined });
    expect(await store.lease(theirs)).toMatchObject({ status: "held" });
    await store.lease({ ...mine, save: { data: "17", release: true } });
    expect(await store.lease(theirs)).toMatchObject({ status: "owned", data: "17" });
  });

  test("is free again after its owner's process dies", { until: "defined" }, async ({ store, clock }) => {
    await store.lease(mine);
    clock.advance(MINUTE + 1);
    expect(await store.lease(theirs)).toMatchObject({ status: "owned" });
  });

  it("prevents the previous owner's writes after another owner has taken the task over", async () => {
    const { store, clock } = await scene({ until: "defined" });
    await store.lease({ ...mine });
    await store.lease({ ...mine, save: { data: "1" } });
    clock.advance(MINUTE + 1);
    await store.lease(theirs);
    await store.lease({ ...theirs, save: { data: "2" } });
    expect(await store.lease({ ...mine, save: { data: "stale" } })).toMatchObject({ status: "held" });
    expect(await store.lease(theirs)).toMatchObject({ status: "owned", data: "2" });
  });

  it("prevents an owner's writes after the lease has ended, even if the task has no new owner", async () => {
    const { store, clock } = await scene({ until: "defined" });
    await store.lease(mine);
    await store.lease({ ...mine, save: { data: "1" } });
    clock.advance(2 * MINUTE);
    expect((await store.lease({ ...mine, save: { data: "2" } })).status).not.toBe("owned");
    expect(await store.lease(theirs)).toMatchObject({ status: "owned", data: "1" });
  });

  test("can be renewed by its owner", { until: "defined" }, async ({ store, clock }) => {
    await store.lease(mine);
    clock.advance(MINUTE - 1);
    expect(await store.lease(mine)).toMatchObject({ status: "owned" });
    clock.advance(MINUTE - 1);
    expect(await store.lease(theirs)).toMatchObject({ status: "held" });
  });

  test("can begin when the task is due", { until: "defined" }, async (here) => {
    const { store } = here;
    await store.lease(mine);
    const dueAt = here.now + HOUR;
    await store.lease({ ...mine, save: { data: "x", dueAt, release: true } });
    expect(await store.lease({ ...theirs, dueOnly: true })).toMatchObject({ status: "early", dueAt });
    here.clock.advance(HOUR);
    expect(await store.lease({ ...theirs, dueOnly: true })).toMatchObject({ status: "owned", data: "x" });
  });

  test("is separate for each task name", { until: "defined" }, async ({ store }) => {
    await store.lease(mine);
    expect(await store.lease({ ...theirs, name: "other" })).toMatchObject({ status: "owned" });
  });
});
