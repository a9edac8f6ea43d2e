import type { IncidentRow } from "@relance/spec";
import { describe, expect, inject, it } from "vitest";
import { MINUTE } from "../../support/laboratory.ts";
import { type Setting, twoCarriers } from "../../support/two-carriers.ts";

const isWhole = inject("part") !== "once";
const PEOPLE = 2_000;
/** A campaign through two carriers without history, which sends all messages within half a minute. */
const FIRST = { areKnown: false, pilot: undefined } as const;
const EXPLORING = { ...FIRST, count: PEOPLE, explore: "30%" } as const;
const one =
  (of: number): Setting["loses"] =>
  (_, nth) =>
    nth % of === 0;
const nothing = () => false;

const notesOf = (incidents: readonly IncidentRow[]) => incidents.flatMap(({ notes }) => notes);
/** Returns the notes about the other carrier in the incidents. */
const besideIn = (incidents: readonly IncidentRow[]) =>
  notesOf(incidents).filter(({ fact }) => /in the same time/.test(fact));
const stopsIn = (incidents: readonly IncidentRow[]) => notesOf(incidents).filter(({ did }) => did === "rerouted");

describe("a second carrier that is tested before it is needed", () => {
  it("shows after ten minutes that the first loses an eighth, and the report contains both", async () => {
    const { lab, gateway, main, second, incidents } = await twoCarriers({ ...EXPLORING, loses: one(8) });
    await lab.time.advance(13 * MINUTE);
    expect(second.sent.length / PEOPLE).toBeCloseTo(0.3, 1);
    expect(main.sent.length + second.sent.length).toBe(PEOPLE);
    const [said] = besideIn(await incidents());
    expect(said?.fact).toMatch(
      /^sms\.main( to \+336\d)? loses about 1\d % of its messages \(\d+ % to \d+ %\): [\d,]+ of [\d,]+ messages have a receipt; in the same time sms\.second has a receipt for [\d,]+ of [\d,]+(;|$)/,
    );
    const { figures } = (await incidents()).at(-1) ?? {};
    expect(figures).toMatchObject({ otherMessages: expect.any(Number), otherReceipts: expect.any(Number) });
    const campaign = await lab.finish(gateway.campaigns.get("hello"));
    const { compared } = await lab.finish(campaign.report());
    expect(compared).toMatchObject([{ first: { provider: "sms.main" }, second: { provider: "sms.second" } }]);
    expect(compared[0]?.difference?.likeliest).toBeCloseTo(1 / 8, 1);
    expect(compared[0]?.difference?.atLeast).toBeGreaterThan(0.05);
    expect(await lab.finish(gateway.views.compared(campaign.id))).toEqual(compared);
  });

  if (isWhole) {
    it("proves within four minutes that the first loses a quarter, after recipients were rerouted without proof", async () => {
      const { lab, incidents } = await twoCarriers({ ...EXPLORING, loses: one(4), lookMs: 2_000 });
      await lab.time.advance(4 * MINUTE);
      const found = await incidents();
      const [[left, ...again], [proof, ...others]] = [stopsIn(found), besideIn(found)];
      expect([...again, ...others]).toEqual([]);
      expect(left?.at.getTime()).toBeLessThan(proof?.at.getTime() ?? 0);
      expect(proof?.fact).toMatch(/ loses about 2\d % of its messages \((1[5-9]|2\d) % to \d+ %\)/);
    });
  }

  if (isWhole) {
    it("causes no report against a carrier that is slower and loses nothing", async () => {
      for (const slow of [{ slowness: () => 15 }, { secondSlowness: () => 15 }]) {
        const { lab, incidents } = await twoCarriers({ ...EXPLORING, loses: nothing, ...slow });
        await lab.time.advance(14 * MINUTE);
        expect(besideIn(await incidents())).toEqual([]);
      }
    });
  }

  if (isWhole) {
    it("costs none of its recipients the message: their next try goes through the first carrier", async () => {
      const { lab, main, second } = await twoCarriers({ ...EXPLORING, loses: nothing, secondLoses: one(2) });
      await lab.time.advance(25 * MINUTE);
      expect((await lab.ledger()).states.pending).toBe(0);
      const heard = new Set([...main.sent, ...second.sent.filter((_, index) => index % 2 === 0)]);
      expect(heard.size).toBe(PEOPLE);
    });
  }
});
