import type { ForgottenPerson, StoreRequest } from "@relance/spec";
import { expect, it } from "vitest";
import { forgetAll, forgottenPerson } from "./erase.ts";
import { phoneNumbered, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

async function readStatuses(here: Pick<Scene, "store">, people: readonly ForgottenPerson[]) {
  return (await here.store.statuses({ people })).people;
}

export const standingsContract: Area = area("recipient statuses", ({ test, scene }) => {
  const standings = (here: Awaited<ReturnType<typeof scene>>, ...keys: readonly string[]) =>
    readStatuses(
      here,
      keys.map((key) => forgottenPerson(key)),
    );

  test("report known and unknown keys in the order of the request", { people: 2 }, async (here) => {
    expect(await standings(here, "p2", "P2", "p1", "p", "p1 ")).toEqual(["here", "never", "here", "never", "never"]);
    expect(await readStatuses(here, [])).toEqual([]);
  });

  it("report the keys of refused rows and of early events as known", async () => {
    const contacts = [{ channel: "sms", address: phoneNumbered(8) }] as const;
    const refused = [{ line: 8, key: "p8", reason: "message/bad-time", advice: "…", contacts }];
    const here = await scene({ people: 0, refused });
    expect(await standings(here, "p8", "p9")).toEqual(["here", "never"]);
    expect(await here.acknowledge("p9")).toMatchObject({ status: "waiting" });
    expect(await standings(here, "p8", "p9")).toEqual(["here", "here"]);
  });

  test("find the recipient of a message by the recipient's key, and not by the message's own key", {
    people: 0,
  }, async (here) => {
    await here.seed({ name: "send", audience: "open", until: "defined" });
    await here.enroll([{ ...row(1, { key: "order-17" }), person: "p1" }]);
    expect(await standings(here, "p1", "order-17")).toEqual(["here", "never"]);
  });

  test("report only keys of the caller's tenant as known", { tenant: "acme" }, async (here) => {
    expect(await readStatuses(here, [forgottenPerson("p1"), forgottenPerson("p1", "acme")])).toEqual(["never", "here"]);
  });

  test('report "forgotten" for a forgotten key, under any index key', { people: 2 }, async (here) => {
    await forgetAll(here, "p1", "nobody");
    const newer = { ...forgottenPerson("p1"), tombstones: ["newer", ...forgottenPerson("p1").tombstones] };
    expect(await standings(here, "p1", "p2", "nobody")).toEqual(["forgotten", "here", "forgotten"]);
    expect(await readStatuses(here, [newer])).toEqual(["forgotten"]);
  });

  it("include requests of the tenant that are not applied yet", async ({ skip }) => {
    const here = await scene({ people: 0, audience: "open" });
    const { campaign, version } = here.campaign;
    if (here.begin === undefined) return skip("this store cannot join other transactions");
    const caller = await here.begin();
    const chunk = { campaign, version, importId: "import-2", seq: 0 };
    const refused = [{ line: 2, key: "p6", reason: "message/bad-time", advice: "…" } as const];
    const target = { tenant: "acme", key: "p7" };
    const event = { answer: "done", method: "event", strength: "event", source: "e", sourceId: "1" } as const;
    const requests: StoreRequest[] = [
      { verb: "enroll", chunk: { ...chunk, rows: [row(5)], refused } },
      { verb: "acknowledge", items: [{ ...event, target }] },
    ];
    await here.store.deposit?.(caller.db, requests);
    await caller.commit();
    expect(await standings(here, "p5", "p6", "p7", "Person 5")).toEqual(["here", "here", "never", "never"]);
    expect(await readStatuses(here, [forgottenPerson("p7", "acme")])).toEqual(["here"]);
    await forgetAll(here, "p7");
    expect(await readStatuses(here, [forgottenPerson("p7", "acme")])).toEqual(["here"]);
  });
});
