import type { RelanceEvent, SealableEvent } from "@relance/spec";
import { expect, it } from "vitest";
import { forgetAll, forgottenPerson } from "./erase.ts";
import { HOUR, step } from "./scene/plan.ts";
import { row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const LATE = { steps: [step("sms", { waitMs: 6 * HOUR })], ifLate: "refuse" } as const;
const BAD = { reason: "message/bad-phone", advice: "write +33 6 …" } as const;

export const refusedRowsContract: Area = area("refused rows", ({ test, scene }) => {
  async function readRefused(here: Scene): Promise<readonly RelanceEvent[]> {
    return (await here.events()).filter(({ type }) => type === "enrollment.refused");
  }

  const told = async (here: Scene) => (await readRefused(here)).map(({ key, line, reason }) => [key, line, reason]);

  it("are reported by events, whether the engine or the store refused the row", async () => {
    const here = await scene({ audience: "open", plan: LATE, people: [{}] });
    const refused = [
      { line: 2, key: "x", ...BAD },
      { line: 3, ...BAD },
    ];
    const rows = [row(4, { deadline: { afterMs: HOUR } }), row(5), row(6, { key: "no\u0000key" })];
    const answer = await here.enroll(rows, { refused });
    expect(answer.refusals.toSorted((a, b) => a.line - b.line)).toEqual([
      { line: 4, key: "p4", reason: "too-late", advice: expect.any(String) },
      { line: 6, reason: "message/bad-row", advice: expect.any(String) },
    ]);
    expect((await told(here)).toSorted((a, b) => Number(a[1]) - Number(b[1]))).toEqual([
      ["x", 2, "message/bad-phone"],
      [undefined, 3, "message/bad-phone"],
      ["p4", 4, "too-late"],
      [undefined, 6, "message/bad-row"],
    ]);
    const [event] = await readRefused(here);
    expect(event).toMatchObject({ campaign: { name: "re-registration" }, answer: undefined });
    expect(event?.version).toBeUndefined();
    expect(event?.step).toBeUndefined();
  });

  test("are reported once, however often their chunk arrives", { audience: "open" }, async (here) => {
    const refused = [{ line: 2, key: "x", ...BAD }];
    const chunk = here.chunk([], { refused });
    await here.store.enroll(chunk);
    expect(await here.store.enroll(chunk)).toMatchObject({ replayed: true, refusals: [] });
    expect(await told(here)).toEqual([["x", 2, "message/bad-phone"]]);
  });

  it("of recipients who are enrolled later leave the call list, and keep key and line in their event", async () => {
    const here = await scene({ audience: "open" });
    const twice = [
      { line: 2, key: "p7", ...BAD },
      { line: 3, key: "p7", ...BAD },
    ];
    await here.enroll([], { refused: twice });
    await here.enroll([row(7)]);
    expect(await told(here)).toEqual([
      ["p7", 2, "message/bad-phone"],
      ["p7", 3, "message/bad-phone"],
    ]);
    expect(await here.unreached()).toEqual([]);
    expect(await here.ledger()).toMatchObject({ holds: true, unreachedBy: {}, audience: { refused: 2 } });
  });

  it("of enrolled recipients are reported and counted, and are not in the call list", async () => {
    const here = await scene({ audience: "open", people: 3 });
    await here.send("sms.main", 1);
    await here.acknowledge("p1");
    await here.move({ transition: "remove", keys: ["p2"] });
    const refused = ["p1", "p2", "p3", "p4", "x"].map((key, place) => ({ line: place + 2, key, ...BAD }));
    for (const importId of ["night-1", "night-2"]) await here.enroll([row(4)], { importId, refused });
    expect(await told(here)).toHaveLength(10);
    expect((await here.unreached()).map(({ key }) => key)).toEqual(["x"]);
    expect(await here.ledger()).toMatchObject({
      holds: true,
      unreachedBy: { "message/bad-phone": 1 },
      audience: { enrolled: 4, refused: 10 },
    });
  });

  it("of withdrawn recipients are not in the call list, even if the row is refused again", async () => {
    const here = await scene({ audience: "open" });
    const unreached = async () => (await here.unreached()).map(({ key }) => key);
    const refused = ["x", "y"].map((key, place) => ({ line: place + 2, key, ...BAD }));
    await here.enroll([], { importId: "night-1", refused });
    await here.move({ transition: "remove", keys: ["x"] });
    for (const importId of ["night-2", "night-3"]) {
      await here.enroll([], { importId, refused });
      expect(await unreached()).toEqual(["y"]);
    }
    expect(await here.ledger()).toMatchObject({
      holds: true,
      unreachedBy: { "message/bad-phone": 1 },
      audience: { refused: 6 },
    });
  });

  test("do not name a recipient who is forgotten, before or after the row is refused", {
    audience: "open",
  }, async (here) => {
    await here.enroll([], { refused: [{ line: 2, key: "x", ...BAD }] });
    await forgetAll(here, "x");
    const { tombstones } = forgottenPerson("x");
    const again = [{ ...row(3, { key: "x" }), tombstones }];
    await here.enroll(again);
    expect(await told(here)).toEqual([
      [undefined, 2, "message/bad-phone"],
      [undefined, 3, "forgotten"],
    ]);
  });

  test("have seals that contain reason and line, but no key", { audience: "open" }, async (here) => {
    await here.enroll([], { refused: [{ line: 2, key: "x", ...BAD }] });
    const ids = (await here.events()).map(({ id }) => Number(id));
    const { rows } = await here.store.eventDetails({ ids });
    const row = rows.find(({ leaf }) => leaf.includes('"enrollment.refused"'));
    const event = JSON.parse(row?.leaf ?? "{}") as SealableEvent;
    expect(event).toMatchObject({ line: 2, reason: "message/bad-phone" });
    expect(event.content).toBeUndefined();
    expect(row).toMatchObject({ enrollment: 0, details: undefined });
  });

  it("stay in the ledger when a campaign with an open audience ends, unless their recipient is enrolled", async () => {
    const here = await scene({ audience: "open" });
    await here.move({ transition: "cancel" });
    const refused = [{ line: 4, key: "x", ...BAD }];
    const answer = await here.enroll([row(1), row(3)], { refused });
    expect(answer.statuses).toEqual(["refused", "refused"]);
    expect(answer.refusals.map(({ key, reason }) => [key, reason])).toEqual([
      ["p1", "campaign/not-running"],
      ["p3", "campaign/not-running"],
    ]);
    expect((await told(here)).toSorted()).toEqual([
      ["p3", 3, "campaign/not-running"],
      ["x", 4, "message/bad-phone"],
    ]);
    expect(await here.ledger()).toMatchObject({ holds: true, audience: { rows: 3, enrolled: 1, refused: 2 } });
  });

  it("are returned by a trial, which stores no row", async () => {
    const here = await scene({ audience: "open", plan: LATE, people: [{}] });
    const before = [await here.ledger(), await here.events()];
    const rows = [row(1), row(4, { deadline: { afterMs: HOUR } }), row(5)];
    const refused = [{ line: 6, key: "x", reason: "message/never-seen", advice: "write it" }];
    const trial = here.chunk(rows, { refused, isTrial: true });
    const answer = await here.store.enroll(trial);
    expect(answer.statuses).toEqual(["same", "refused", "new"]);
    expect(answer.refusals.map(({ key, reason }) => [key, reason])).toEqual([["p4", "too-late"]]);
    expect([await here.ledger(), await here.events()]).toEqual(before);
    const { isTrial, ...meant } = trial;
    expect(await here.store.enroll(meant)).toMatchObject({ replayed: false, statuses: answer.statuses });
    expect((await told(here)).toSorted()).toEqual([
      ["p4", 4, "too-late"],
      ["x", 6, "message/never-seen"],
    ]);
  });

  it("are stored after a trial, even if the trial had used the same ids", async () => {
    const here = await scene({ audience: "open" });
    const refused = Array.from({ length: 150 }, (_, place) => ({ line: place + 2, ...BAD }));
    await here.enroll([], { importId: "import-2", refused: refused.slice(0, 1), isTrial: true });
    await here.enroll([], { importId: "import-2", refused });
    expect((await told(here)).map(([, line]) => line)).toEqual(refused.map(({ line }) => line));
  });
});
