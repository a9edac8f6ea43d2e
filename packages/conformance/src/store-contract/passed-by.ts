import type { ClaimedRow } from "@relance/spec";
import { expect, it } from "vitest";
import { MINUTE, SECOND, step } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const TWO_CARRIERS = { steps: [step("sms")] };

/** Whoever waits for a provider that takes nothing leaves over another vendor of the route in time. */
export const passedByContract: Area = area("a provider that takes nothing", ({ scene }) => {
  async function doubt(here: Scene, rows: readonly ClaimedRow[]): Promise<void> {
    for (const row of rows) await here.settle(row, "uncertain", { errorCode: "provider/timeout" });
  }

  /** Five people are in doubt, and the provider is closed. */
  async function silent(here: Scene): Promise<void> {
    await doubt(here, await here.claim("sms.main", 5));
  }

  it("keeps those who have no other step no longer than `onUnknown.after`, where another carrier is well", async () => {
    const here = await scene({ people: 8, plan: TWO_CARRIERS });
    await silent(here);
    await here.listen(14 * MINUTE);
    await here.climb();
    const inDoubt = (await here.claim("sms.second")).length;
    expect(inDoubt).toBeLessThanOrEqual(5);
    await here.listen(2 * MINUTE);
    await here.climb();
    expect(inDoubt + (await here.claim("sms.second")).length).toBe(8);
  });

  it("keeps none of those who wait for nobody, where another carrier is well", async () => {
    const here = await scene({ people: 8, plan: { ...TWO_CARRIERS, waitsForNobody: true } });
    await silent(here);
    await here.climb();
    const led = await here.claim("sms.second");
    expect(led).toHaveLength(3);
    expect(led.every((row) => row.step === 1)).toBe(true);
    expect(await here.ledger()).toMatchObject({ holds: true });
  });

  it("keeps them where every carrier is closed, and each leaves over the one that works first", async () => {
    const here = await scene({ people: 16, plan: { ...TWO_CARRIERS, waitsForNobody: true } });
    await silent(here);
    await here.climb();
    await doubt(here, await here.claim("sms.second", 5));
    await here.climb();
    expect(await here.claim("sms.second")).toEqual([]);
    await here.listen(MINUTE + SECOND);
    await here.settle(await here.claimOne("sms.second"), "accepted");
    await here.climb();
    expect(await here.claim("sms.second")).not.toEqual([]);
    expect(await here.claim("sms.main")).toEqual([]);
  });
});
