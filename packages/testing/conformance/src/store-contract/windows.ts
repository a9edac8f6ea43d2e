import type { Plan, PlanHours } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR, MINUTE, route, SECOND, step } from "./scene/plan.ts";
import { phoneNumbered, row } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Index of Asia/Tokyo (UTC+9) in the list of time zones. */
const TOKYO = 323;

const daily = (from: number, to: number): PlanHours => ({
  week: Array.from({ length: 7 }, () => [from * 60, to * 60]),
});

/**
 * Returns a plan with an SMS step between the hours `from` and `to` in UTC, then an email step at any time. The
 * contract's clock begins at 08:00.
 */
function windowed(from: number, to: number): Partial<Plan> {
  const sms = step("sms", { route: [route()], hours: daily(from, to) });
  return { zone: "UTC", steps: [sms, step("email")] };
}

export const windowsContract: Area = area("send windows", ({ test, scene }) => {
  it("delay recipients until the window opens, and then release all recipients", async () => {
    const here = await scene({ people: 3, plan: windowed(10, 20) });
    const opening = here.now + 2 * HOUR;
    expect(await here.ask()).toMatchObject({ claimed: [], nextDueAt: opening });
    await here.skip(2 * HOUR - 1);
    expect(await here.claim()).toEqual([]);
    here.clock.advance(1);
    expect(await here.claim()).toHaveLength(3);
  });

  it("are checked again at the claim: a recipient who is claimed too late is due when the window next opens", async () => {
    const here = await scene({ people: 3, plan: windowed(7, 9) });
    const opening = here.now + 23 * HOUR;
    await here.skip(HOUR);
    expect(await here.ask()).toMatchObject({ claimed: [], nextDueAt: opening });
    expect(await here.person("p1")).toMatchObject({ state: "pending", step: 1 });
    await here.skip(22 * HOUR - 1);
    expect(await here.claim()).toEqual([]);
    here.clock.advance(1);
    expect(await here.claim()).toHaveLength(3);
  });

  test("leave time for the send before the window closes", { people: 2, plan: windowed(7, 9) }, async (here) => {
    await here.listen(HOUR - 10 * SECOND);
    expect(await here.claim("sms.main", 1)).toHaveLength(1);
    here.clock.advance(1);
    expect(await here.claim("sms.main", 1)).toEqual([]);
    await here.listen(20 * SECOND);
  });

  it("let a recipient skip a step whose window does not open again in time", async () => {
    const people = [{ deadline: { afterMs: 12 * HOUR } }];
    const here = await scene({ people, plan: windowed(7, 9) });
    await here.skip(2 * HOUR);
    expect(await here.claim()).toEqual([]);
    expect(await here.person("p1")).toMatchObject({ step: 2 });
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });

  it("delay a later step until its window opens", async () => {
    const steps = [step("sms", { route: [route({ receipts: false })] }), step("email", { hours: daily(12, 20) })];
    const here = await scene({ plan: { zone: "UTC", steps } });
    await here.sendOne();
    await here.skip(HOUR + MINUTE);
    await here.processDue();
    expect(await here.person("p1")).toMatchObject({ step: 2 });
    expect(await here.claim("email.smtp")).toEqual([]);
    await here.skip(3 * HOUR);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });

  it("follow the clock of each recipient's time zone", async () => {
    const here = await scene({ people: [{}, { zone: TOKYO }], plan: windowed(10, 20) });
    expect(await here.claim()).toMatchObject([{ key: "p2" }]);
    await here.skip(2 * HOUR);
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  it("change with a recipient's corrected address and time zone", async () => {
    const here = await scene({ people: [{}, {}], plan: windowed(7, 12) });
    const rows = [row(1, { zone: TOKYO, sms: [phoneNumbered(77)] })];
    expect((await here.enroll(rows)).statuses).toEqual(["contact-changed"]);
    expect(await here.claim()).toMatchObject([{ key: "p2" }]);
    await here.skip(14 * HOUR);
    expect(await here.claim()).toMatchObject([{ key: "p1", address: phoneNumbered(77) }]);
  });

  it("make no receipt overdue while the carrier itself delays messages", async () => {
    const sms = step("sms", { route: [route({ carries: daily(9, 20) })], waitMs: 48 * HOUR });
    const here = await scene({ plan: { zone: "UTC", steps: [sms, step("email")] } });
    await here.sendOne();
    await here.listen(20 * MINUTE);
    expect(await here.processDue()).toEqual({});
    await here.listen(55 * MINUTE + 5 * SECOND);
    expect(await here.processDue()).toEqual({ "receipt-overdue": 1 });
  });
});
