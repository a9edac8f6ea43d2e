import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../support/laboratory.ts";
import { type LinkScene, SHOWN, linkScene as scene } from "../../support/link-scene.ts";

const recorded = async ({ lab }: LinkScene) =>
  (await lab.events()).filter(({ key, type }) => key === "p0" && /answered|acknowledged/.test(type)).length;

describe("a press on the page", () => {
  it("is recorded once, before it is answered", async () => {
    const here = await scene();
    expect(await here.press("done")).toBe("recorded");
    expect((await here.lab.ledger()).states.acknowledged).toBe(1);
    expect(await here.press("done")).toBe("duplicate");
    expect(await recorded(here)).toBe(1);
  });

  it("counts once if two receivers accept a double click at the same moment", async () => {
    const here = await scene();
    const other = await here.lab.open("receiver");
    const token = await here.token();
    const presses = [here.gateway, other.gateway].map((gateway) =>
      partsOf(gateway).engine.port.answer(token, "wrong-person", SHOWN),
    );
    const statuses = (await here.lab.finish(Promise.all(presses))).map((answered) => answered?.status);
    await here.lab.time.advance(MINUTE);
    expect(statuses.sort()).toEqual(["duplicate", "recorded"]);
    expect(await here.sent()).toBe(2);
  });

  it("excludes one wrong number, however often it is pressed", async () => {
    const here = await scene();
    expect(await here.press("wrong-person")).toBe("recorded");
    await here.lab.time.advance(MINUTE);
    expect(await here.press("wrong-person")).toBe("duplicate");
    await here.lab.time.advance(MINUTE);
    expect(await here.sent()).toBe(2);
  });

  it("renews a promise after the next message, and not before", async () => {
    const here = await scene();
    expect(await here.press("promise")).toBe("recorded");
    expect(await here.press("promise")).toBe("duplicate");
    await here.lab.time.advance(3 * HOUR);
    expect(await here.sent()).toBe(2);
    expect(await here.press("promise")).toBe("recorded");
    expect(await recorded(here)).toBe(2);
  });

  it("may give another answer than before, and then the first one again", async () => {
    const here = await scene();
    const said = [];
    for (const answer of ["promise", "help", "promise", "done"]) said.push(await here.press(answer));
    expect(said).toEqual(["recorded", "recorded", "recorded", "recorded"]);
    expect((await here.lab.ledger()).states.acknowledged).toBe(1);
  });

  it("counts again after the caller's own system revoked it", async () => {
    const here = await scene({ confirm: { event: "done", via: ["link", "event"], strength: "event" } });
    await here.lab.finish(here.gateway.acknowledge([{ key: "p0", on: "done", id: "1" }]));
    const before = (await here.lab.ledger()).states.acknowledged;
    const occurredAt = new Date(here.lab.time.now() + 1);
    await here.lab.finish(here.gateway.acknowledge([{ key: "p0", on: "done", id: "2", revoke: true, occurredAt }]));
    expect([before, (await here.lab.ledger()).states.acknowledged]).toEqual([1, 0]);
    expect(await here.press("done")).toBe("too-weak");
  });

  it("is late after the deadline, and is still recorded", async () => {
    const here = await scene({ deadline: "9h" });
    await here.lab.time.advance(10 * HOUR);
    expect((await here.lab.ledger()).states.acknowledged).toBe(0);
    expect(await here.press("done")).toBe("late");
    expect(await here.lab.ledger()).toMatchObject({ states: { acknowledged: 1 }, late: 1, holds: true });
  });

  it("is refused for an answer that the campaign does not offer", async () => {
    const here = await scene();
    for (const answer of ["maybe", "", "__proto__", "constructor"]) expect(await here.press(answer)).toBe("refused");
    expect(await recorded(here)).toBe(0);
  });

  it("on an invalid link has no effect", async () => {
    const { lab, gateway } = await scene();
    const { port } = partsOf(gateway).engine;
    for (const token of ["", "x".repeat(20), "\ud800", "é".repeat(17)]) {
      expect(await lab.finish(port.answer(token, "done", SHOWN))).toBeUndefined();
      expect(await lab.finish(port.confirmation(token))).toBeUndefined();
      expect(await lab.finish(port.optOut(token))).toBe(false);
    }
  });
});
