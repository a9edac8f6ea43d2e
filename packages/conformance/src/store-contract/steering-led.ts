import { expect, it } from "vitest";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const MAIN = { provider: "sms.main" } as const;
const SECOND = { provider: "sms.second" } as const;
const LED = { ...MAIN, gate: "held", via: "sms.second" } as const;
const RESUMED = { gate: "open", via: null } as const;

/** A pause holds whoever would leave over what was paused, wherever an order or the watch leads people. */
export const ledLanesContract: Area = area("a pause where people are led", ({ test, scene }) => {
  const leaving = async (here: Scene, provider: string) => (await here.claim(provider, 1)).length;

  it.each(["operator", "watch"] as const)("holds those whom the %s led over it, until it ends", async (source) => {
    const here = await scene({ people: 4 });
    await here.steer({ ...LED, source });
    expect(await leaving(here, "sms.second")).toBe(1);
    await here.steer({ ...SECOND, gate: "held" });
    expect(await leaving(here, "sms.second")).toBe(0);
    await here.steer({ ...LED, source });
    expect(await leaving(here, "sms.second")).toBe(0);
    expect(await leaving(here, "sms.main")).toBe(0);
    await here.steer({ ...SECOND, ...RESUMED });
    expect(await leaving(here, "sms.second")).toBe(1);
    await here.steer({ ...SECOND, gate: "held" });
    await here.steer({ ...MAIN, ...RESUMED, source });
    expect(await leaving(here, "sms.main")).toBe(1);
    expect(await leaving(here, "sms.second")).toBe(0);
  });

  test("that came first holds them as well: nobody is led over what is paused", { people: 4 }, async (here) => {
    await here.steer({ ...SECOND, gate: "held" });
    await here.steer(LED);
    expect(await leaving(here, "sms.second")).toBe(0);
    expect(await leaving(here, "sms.main")).toBe(0);
    await here.steer({ ...SECOND, ...RESUMED });
    expect(await leaving(here, "sms.second")).toBe(1);
    await here.steer({ ...SECOND, gate: "held" });
    await here.steer({ ...MAIN, ...RESUMED });
    expect(await leaving(here, "sms.main")).toBe(1);
  });

  it.each(["watch", "budget"] as const)("of the %s holds them, until it ends", async (source) => {
    const here = await scene({ people: 5 });
    await here.steer(LED);
    await here.steer({ ...SECOND, source, gate: "held" });
    expect(await leaving(here, "sms.second")).toBe(0);
    await here.steer({ ...SECOND, source, gate: "open" });
    expect(await leaving(here, "sms.second")).toBe(1);
    await here.steer({ ...MAIN, ...RESUMED });
    await here.steer({ ...SECOND, source, gate: "held" });
    await here.steer(LED);
    expect(await leaving(here, "sms.second")).toBe(0);
    await here.steer({ ...SECOND, gate: "open", override: true });
    expect(await leaving(here, "sms.second")).toBe(1);
  });

  it("of the provider that an order led to is felt by those who are led there once that order ends", async () => {
    const here = await scene({ people: 3 });
    await here.steer({ ...LED, source: "watch" });
    await here.steer({ ...MAIN, gate: "held" });
    await here.steer({ ...SECOND, gate: "held" });
    await here.steer({ ...MAIN, gate: "open", via: null });
    expect(await leaving(here, "sms.second")).toBe(0);
    await here.steer({ ...SECOND, ...RESUMED });
    expect(await leaving(here, "sms.second")).toBe(1);
  });

  test("of the whole campaign stays when a provider is led elsewhere", { people: 2 }, async (here) => {
    await here.steer({ gate: "held" });
    await here.steer({ ...MAIN, gate: "held" });
    await here.steer(LED);
    expect(await leaving(here, "sms.second")).toBe(0);
    await here.steer(RESUMED);
    expect(await leaving(here, "sms.main")).toBe(1);
  });
});
