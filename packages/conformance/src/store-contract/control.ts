import type { GateChange } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { HOUR, ONE_CARRIER } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import type { OpenStore } from "./store-under-test.ts";

/** Gates: a pause is one row per lane, and never touches people. */
export function controlContract(open: OpenStore): void {
  describe("control", () => {
    const scene = scenes(open);

    function change(here: Scene, gate: "open" | "held", facts: { step?: number; provider?: string } = {}) {
      const named = { actor: "ops", reason: "carrier down", reviewAt: here.now + 99 * HOUR };
      return steer(here, { gate, ...named, ...facts });
    }

    async function steer(here: Scene, facts: Omit<GateChange, "campaign">): Promise<number> {
      const { campaign } = here.campaign;
      return (await here.store.control([{ campaign, ...facts }])).lanes;
    }

    it("holds a lane: nothing is claimed from it, and the others go on", async () => {
      const here = await scene({ people: [{}, { sms: [] }] });
      expect(await change(here, "held", { provider: "sms.main" })).toBe(1);
      expect(await here.claim("sms.main")).toEqual([]);
      expect(await here.claim("email.smtp")).toHaveLength(1);
      expect((await here.ledger()).state).toBe("running");
    });

    it("holds a step, whoever carries it", async () => {
      const here = await scene({ people: [{}, { sms: [] }] });
      expect(await change(here, "held", { step: 0 })).toBe(2);
      expect(await here.claim("sms.main")).toEqual([]);
      expect(await here.claim("email.smtp")).toHaveLength(1);
    });

    it("holds a campaign, and resumes it, with an event each", async () => {
      const here = await scene({ people: 2 });
      await here.sendOne();
      await change(here, "held");
      expect((await here.ledger()).state).toBe("held");
      expect(await here.claim()).toEqual([]);
      await change(here, "open");
      expect((await here.ledger()).state).toBe("running");
      expect(await here.claim()).toHaveLength(1);
      const types = (await here.events()).filter(({ key }) => key === undefined).map(({ type }) => type);
      expect(types).toEqual(["campaign.sealed", "campaign.started", "campaign.held", "campaign.resumed"]);
    });

    it("names who did it with every event, also where one provider of several is meant", async () => {
      const here = await scene({ people: [{}, { sms: [] }] });
      await change(here, "held", { provider: "sms.main" });
      await change(here, "open", { provider: "sms.main" });
      await change(here, "held");
      const told = (await here.events()).filter(({ type }) => /^campaign\.(held|steered)$/.test(type));
      expect(told.map(({ type, by, provider }) => ({ type, by, provider }))).toEqual([
        { type: "campaign.steered", by: "ops: carrier down", provider: "sms.main" },
        { type: "campaign.steered", by: "ops: carrier down", provider: "sms.main" },
        { type: "campaign.held", by: "ops: carrier down", provider: undefined },
      ]);
    });

    it("does not touch people: what is on the wire settles, answers and failures count", async () => {
      const here = await scene({ people: 3 });
      const [first, second, third] = await here.claim();
      await change(here, "held");
      expect(await here.settle({ attemptId: first?.attemptId ?? "" }, "accepted", { ref: "r1" })).toBe("applied");
      expect(await here.settle({ attemptId: second?.attemptId ?? "" }, "rejected", { disposition: "reroute" })).toBe(
        "applied",
      );
      await here.acknowledge(third?.key ?? "");
      expect(await here.claim("sms.second")).toEqual([]);
      expect((await here.ledger()).states).toMatchObject({ active: 2, acknowledged: 1 });
    });

    it("does not stop the clocks of what was sent", async () => {
      const here = await scene({ plan: ONE_CARRIER });
      await here.receipt(await here.sendOne(), "delivered");
      await change(here, "held");
      await here.skip(HOUR);
      expect(await here.decide()).toEqual({ "ack-timeout": 1 });
      expect(await here.claim("email.smtp")).toEqual([]);
    });

    it("never moves the legal deadline", async () => {
      const here = await scene();
      await change(here, "held");
      await here.skip(25 * HOUR);
      await here.decide();
      expect((await here.person("p1")).state).toBe("expired");
    });

    it("changes nothing that it does not name", async () => {
      const here = await scene();
      expect(await change(here, "held", { provider: "sms.other" })).toBe(0);
      expect(await here.claim()).toHaveLength(1);
    });
  });
}
