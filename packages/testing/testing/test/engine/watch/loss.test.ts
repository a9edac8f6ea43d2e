import { describe, expect, inject, it } from "vitest";
import { MINUTE, SECOND } from "../../support/laboratory.ts";
import { PEOPLE, twoCarriers } from "../../support/two-carriers.ts";

const isFirst = inject("part") !== "more";
const isWhole = inject("part") !== "once";

describe("a carrier that loses a quarter of its messages", () => {
  const quarter = (_: string, nth: number) => nth % 4 === 0;

  if (isFirst) {
    it("is detected within a minute, and pending recipients use the other vendor", async () => {
      const { lab, main, second, incidents, startedAt } = await twoCarriers({ loses: quarter });
      await lab.time.advance(90 * SECOND);
      const [incident] = await incidents();
      expect(incident).toMatchObject({ kind: "loss", provider: "sms.main", endedAt: undefined });
      expect((incident?.startedAt.getTime() ?? 0) - startedAt).toBeLessThanOrEqual(MINUTE);
      expect(incident?.notes.at(-1)?.action).toContain("use sms.second");
      await lab.time.advance(5 * MINUTE);
      expect(main.sent.length).toBeLessThan(900);
      expect(main.sent.length + second.sent.length).toBe(PEOPLE);
      expect((await lab.ledger()).holds).toBe(true);
    });
  }

  if (isFirst) {
    it("that begins in the middle is acted on when it is reported, and not half a minute later", async () => {
      let from = Number.POSITIVE_INFINITY;
      const { lab, main, second, incidents, startedAt } = await twoCarriers({
        loses: (_, nth, now) => now >= from && nth % 4 === 0,
        pilot: undefined,
        rate: "20/s",
        count: 2_400,
        lookMs: 2 * SECOND,
      });
      from = startedAt + 30 * SECOND;
      await lab.time.advance(150 * SECOND);
      const [incident] = await incidents();
      expect(incident).toMatchObject({ kind: "loss", provider: "sms.main" });
      const [first] = incident?.notes ?? [];
      expect(first?.did).toBe("rerouted");
      expect((first?.at.getTime() ?? 0) - (incident?.startedAt.getTime() ?? 0)).toBeLessThanOrEqual(4 * SECOND);
      expect(new Set([...main.sent, ...second.sent]).size).toBe(2_400);
    });
  }

  if (isWhole) {
    it("costs no recipient the message: affected recipients are tried through the other vendor", async () => {
      const { lab, main, second } = await twoCarriers({ loses: quarter });
      await lab.time.advance(20 * MINUTE);
      const reached = new Set([...second.sent, ...main.sent.filter((_, index) => (index + 1) % 4 !== 0)]);
      expect(reached.size).toBe(PEOPLE);
      // each carrier got at most one message per recipient
      for (const { sent } of [main, second]) expect(new Set(sent).size).toBe(sent.length);
    });
  }

  if (isWhole) {
    it("has no open incident after the campaign's end", async () => {
      const { lab, gateway, incidents } = await twoCarriers({ loses: quarter, onLoss: "throttle" });
      await lab.time.advance(90 * SECOND);
      expect((await incidents())[0]?.endedAt).toBeUndefined();
      const campaign = await lab.finish(gateway.campaigns.get("hello"));
      await lab.finish(campaign.cancel({ actor: "test", reason: "over" }));
      await lab.time.advance(MINUTE);
      expect((await incidents())[0]).toMatchObject({ endedAt: expect.any(Date) });
      expect((await incidents())[0]?.notes.at(-1)?.fact).toBe("the campaign is over");
    });
  }

  if (isWhole) {
    it("is only reported if the campaign sets `warn`", async () => {
      const { lab, main, incidents } = await twoCarriers({ loses: quarter, onLoss: "warn" });
      await lab.time.advance(4 * MINUTE);
      expect((await incidents())[0]).toMatchObject({ kind: "loss" });
      expect((await incidents())[0]?.notes.every(({ action }) => action === undefined)).toBe(true);
      expect(main.sent.length).toBeGreaterThan(2_000);
    });
  }

  if (isWhole) {
    it("is paused, probed after a while, and trusted once it works", async () => {
      const wellAfter = 4 * MINUTE;
      let startedAt = Number.POSITIVE_INFINITY;
      const here = await twoCarriers({
        loses: (to, nth, now) => quarter(to, nth) && now < startedAt + wellAfter,
        onLoss: "pause",
      });
      startedAt = here.startedAt;
      await here.lab.time.advance(3 * MINUTE);
      const whilePaused = here.main.sent.length;
      expect(whilePaused).toBeLessThan(900);
      await here.lab.time.advance(12 * MINUTE);
      expect((await here.incidents())[0]?.notes.map(({ action }) => action?.split(" ").slice(1, 4).join(" "))).toEqual(
        expect.arrayContaining(["is paused", "is tried again", "sends as planned"]),
      );
      expect((await here.incidents())[0]?.endedAt).toBeDefined();
      expect(here.main.sent).toHaveLength(PEOPLE);
    });
  }
});

if (isWhole) {
  describe("an unknown carrier", () => {
    const NETWORKS = ["+3361", "+3366", "+3362", "+3367"];
    const mobile = (index: number) => `${NETWORKS[index % 4]}${String(1_000_000 + index * 7).padStart(7, "0")}`;

    it("is replaced for the recipients of one silent network of four, and stays replaced after a pause of all receipts", async () => {
      let restsAt = Number.MAX_SAFE_INTEGER;
      const { lab, main, second, incidents, startedAt } = await twoCarriers({
        loses: (to) => to.startsWith("+3361"),
        areKnown: false,
        mobile,
        count: 6_000,
        pilot: 400,
        lastReportAt: (at) => (at >= restsAt && at < restsAt + 40 * SECOND ? restsAt + 40 * SECOND : at),
      });
      restsAt = startedAt + 70 * SECOND;
      await lab.time.advance(4 * MINUTE);
      const [incident] = await incidents();
      expect(incident).toMatchObject({ kind: "loss", provider: "sms.main", destination: "+3361" });
      expect((incident?.startedAt.getTime() ?? 0) - startedAt).toBeLessThanOrEqual(MINUTE);
      expect(incident?.notes.map(({ did }) => did)).toEqual(expect.arrayContaining([undefined, "rerouted", "resumed"]));
      const isLost = (to: string) => to.startsWith("+3361");
      expect(main.sent.filter(isLost).length).toBeLessThan(130);
      // without receipts, recipients also moved to the second carrier, and none got two messages through it
      const others = [...main.sent, ...second.sent].filter((to) => !isLost(to));
      expect(new Set(others).size).toBe(others.length);
      expect(new Set([...main.sent, ...second.sent]).size).toBe(6_000);
    });
  });
}

describe("a healthy carrier", () => {
  if (isFirst) {
    it("lets the first wave through, then each later wave, without a report", async () => {
      const { lab, main, incidents } = await twoCarriers({ loses: () => false });
      await lab.time.advance(20 * SECOND);
      expect(main.sent.length).toBeLessThan(330);
      await lab.time.advance(9 * SECOND);
      expect(main.sent.length).toBeLessThan(480);
      await lab.time.advance(6 * MINUTE);
      expect(main.sent).toHaveLength(PEOPLE);
      expect(await incidents()).toEqual([]);
    });
  }

  if (isWhole) {
    it("is trusted again automatically once it turns out that it was only slow", async () => {
      let slowFrom = Number.POSITIVE_INFINITY;
      const here = await twoCarriers({
        loses: () => false,
        count: 6_000,
        slowness: (now) => (now >= slowFrom && now < slowFrom + 3 * MINUTE ? 8 : 1),
      });
      slowFrom = here.startedAt + 80 * SECOND;
      await here.lab.time.advance(14 * MINUTE);
      const ends = (await here.incidents()).map(({ endedAt }) => endedAt !== undefined);
      expect(ends.length).toBeGreaterThan(0);
      expect(ends.every((hasEnded) => hasEnded)).toBe(true);
      expect((await here.incidents())[0]?.notes.at(-1)?.action).toBe("sms.main sends as planned again");
      expect(new Set([...here.main.sent, ...here.second.sent]).size).toBe(6_000);
    });
  }
});
