import type { GateChange } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { HOUR } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import type { OpenStore } from "./store-under-test.ts";

const MAIN = { provider: "sms.main" } as const;
const SECOND = { provider: "sms.second" } as const;
const LED = { ...MAIN, gate: "held", via: "sms.second" } as const;
const RESUMED = { gate: "open", via: null } as const;

/** A pause holds whoever would leave over what was paused, wherever an order or the watch leads people. */
export function ledLanesContract(open: OpenStore): void {
  describe("a pause where people are led", () => {
    const scene = scenes(open);

    function steer(here: Scene, change: Partial<GateChange>) {
      const named = { actor: "ada", reason: "a bill", reviewAt: here.now + 99 * HOUR };
      return here.store.control([{ campaign: here.campaign.campaign, ...named, ...change }]);
    }
    const leaving = async (here: Scene, provider: string) => (await here.claim(provider, 1)).length;

    it.each(["operator", "watch"] as const)("holds those whom the %s led over it, until it ends", async (source) => {
      const here = await scene({ people: 4 });
      await steer(here, { ...LED, source });
      expect(await leaving(here, "sms.second")).toBe(1);
      await steer(here, { ...SECOND, gate: "held" });
      expect(await leaving(here, "sms.second")).toBe(0);
      await steer(here, { ...LED, source });
      expect(await leaving(here, "sms.second")).toBe(0);
      expect(await leaving(here, "sms.main")).toBe(0);
      await steer(here, { ...SECOND, ...RESUMED });
      expect(await leaving(here, "sms.second")).toBe(1);
      await steer(here, { ...SECOND, gate: "held" });
      await steer(here, { ...MAIN, ...RESUMED, source });
      expect(await leaving(here, "sms.main")).toBe(1);
      expect(await leaving(here, "sms.second")).toBe(0);
    });

    it("that came first holds them as well: nobody is led over what is paused", async () => {
      const here = await scene({ people: 4 });
      await steer(here, { ...SECOND, gate: "held" });
      await steer(here, LED);
      expect(await leaving(here, "sms.second")).toBe(0);
      expect(await leaving(here, "sms.main")).toBe(0);
      await steer(here, { ...SECOND, ...RESUMED });
      expect(await leaving(here, "sms.second")).toBe(1);
      await steer(here, { ...SECOND, gate: "held" });
      await steer(here, { ...MAIN, ...RESUMED });
      expect(await leaving(here, "sms.main")).toBe(1);
    });

    it.each(["watch", "budget"] as const)("of the %s holds them, until it ends", async (source) => {
      const here = await scene({ people: 5 });
      await steer(here, LED);
      await steer(here, { ...SECOND, source, gate: "held" });
      expect(await leaving(here, "sms.second")).toBe(0);
      await steer(here, { ...SECOND, source, gate: "open" });
      expect(await leaving(here, "sms.second")).toBe(1);
      await steer(here, { ...MAIN, ...RESUMED });
      await steer(here, { ...SECOND, source, gate: "held" });
      await steer(here, LED);
      expect(await leaving(here, "sms.second")).toBe(0);
      await steer(here, { ...SECOND, gate: "open", override: true });
      expect(await leaving(here, "sms.second")).toBe(1);
    });

    it("of the provider that an order led to is felt by those who are led there once that order ends", async () => {
      const here = await scene({ people: 3 });
      await steer(here, { ...LED, source: "watch" });
      await steer(here, { ...MAIN, gate: "held" });
      await steer(here, { ...SECOND, gate: "held" });
      await steer(here, { ...MAIN, gate: "open", via: null });
      expect(await leaving(here, "sms.second")).toBe(0);
      await steer(here, { ...SECOND, ...RESUMED });
      expect(await leaving(here, "sms.second")).toBe(1);
    });

    it("of the whole campaign stays when a provider is led elsewhere", async () => {
      const here = await scene({ people: 2 });
      await steer(here, { gate: "held" });
      await steer(here, { ...MAIN, gate: "held" });
      await steer(here, LED);
      expect(await leaving(here, "sms.second")).toBe(0);
      await steer(here, RESUMED);
      expect(await leaving(here, "sms.main")).toBe(1);
    });
  });
}
