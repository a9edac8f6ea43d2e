import { describe, expect, it } from "vitest";
import type { Scene } from "./scene/scene.ts";
import { scenes } from "./scene/scenes.ts";
import type { OpenStore } from "./store-under-test.ts";

/** People moved by hand: called off, withdrawn, moved on. */
export function moveContract(open: OpenStore): void {
  describe("move", () => {
    const scene = scenes(open);

    async function move(here: Scene, kind: "cancel" | "withdraw" | "escalate", keys?: readonly string[]) {
      const input = { campaign: here.campaign.campaign, move: kind, keys, actor: "ops", reason: "test" };
      let moved = 0;
      for (;;) {
        const answer = await here.store.move(input);
        moved += answer.moved;
        if (!answer.more) return { ...answer, moved };
      }
    }

    it("cancel calls everybody off, and nothing more leaves", async () => {
      const here = await scene({ people: 3 });
      await here.sendOne();
      expect(await move(here, "cancel")).toEqual({ moved: 3, unknown: [], more: false });
      expect(await here.ledger()).toMatchObject({ state: "cancelled", states: { cancelled: 3 } });
      expect(await here.claim()).toEqual([]);
    });

    it("cancel does not take an acknowledgement away, and keeps what is on the wire", async () => {
      const here = await scene({ people: 2 });
      const [one] = await here.claim("sms.main", 1);
      await here.acknowledge(one?.key === "p1" ? "p2" : "p1");
      await move(here, "cancel");
      expect((await here.ledger()).states).toMatchObject({ cancelled: 1, acknowledged: 1 });
      expect(await here.settle({ attemptId: one?.attemptId ?? "" }, "accepted", { ref: "r1" })).toBe(
        "recorded",
      );
      expect((await here.ledger()).attempts).toMatchObject([{ state: "accepted", count: 1 }]);
    });

    it("cancel given twice changes nothing more", async () => {
      const here = await scene({ people: 2 });
      await move(here, "cancel");
      const events = await here.events();
      expect((await move(here, "cancel")).moved).toBe(0);
      expect(await here.ledger()).toMatchObject({ states: { cancelled: 2 } });
      expect((await here.events()).filter(({ key }) => key !== undefined)).toEqual(
        events.filter(({ key }) => key !== undefined),
      );
    });

    it("withdraw calls off those named, and names those whom it does not know", async () => {
      const here = await scene({ people: 3 });
      const answer = await move(here, "withdraw", ["p2", "nobody"]);
      expect(answer).toEqual({ moved: 1, unknown: ["nobody"], more: false });
      expect(await here.person("p2")).toMatchObject({ state: "cancelled", cause: "withdrawn" });
      expect((await here.claim()).map(({ key }) => key)).toEqual(["p1", "p3"]);
    });

    it("escalate moves somebody on now, and fences what their worker still holds", async () => {
      const here = await scene({ people: 2 });
      const [one] = await here.claim("sms.main", 1);
      await move(here, "escalate", [one?.key ?? ""]);
      expect(await here.claim("email.smtp")).toMatchObject([{ key: one?.key, step: 1 }]);
      expect(
        await here.settle({ attemptId: one?.attemptId ?? "" }, "rejected", { disposition: "reject" }),
      ).toBe("recorded");
      const events = (await here.events()).filter(({ type }) => type === "enrollment.escalated");
      expect(events).toMatchObject([{ key: one?.key, cause: "manual" }]);
    });

    it("escalate moves nobody who answered or whose ladder is over", async () => {
      const here = await scene({ people: 2 });
      await here.acknowledge("p1");
      await move(here, "withdraw", ["p2"]);
      expect(await move(here, "escalate", ["p1", "p2"])).toMatchObject({ moved: 0, unknown: [] });
    });

    it("goes on where it stopped until everybody has been moved", async () => {
      const here = await scene({ people: 1_000 });
      await here.send("sms.main", 300);
      expect((await move(here, "cancel")).moved).toBe(1_000);
      expect(await here.ledger()).toMatchObject({ holds: true, states: { cancelled: 1_000 } });
    });
  });
}
