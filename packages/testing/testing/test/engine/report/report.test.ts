import { type CampaignReport, computeReach } from "@relance/report";
import type { Ledger } from "@relance/spec";
import { beforeAll, describe, expect, inject, it } from "vitest";
import { MINUTE, SECOND } from "../../support/laboratory.ts";
import { lossyCampaign, TO_THE_END } from "./lossy-campaign.ts";

const isWhole = inject("part") !== "once";

const PEOPLE = 1_500;

const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);

describe("the report of a campaign through a carrier that loses a quarter", () => {
  let report: CampaignReport;
  let ledger: Ledger;
  let startedAt: number;

  beforeAll(async () => {
    const here = await lossyCampaign({ people: PEOPLE });
    startedAt = here.startedAt;
    await here.advance(TO_THE_END);
    ledger = await here.ledger();
    report = await here.report({
      prices: { currency: "EUR", perMessage: { "sms.main": 0.05, "sms.second": 0.07 } },
      rehearsal: { scenario: "quarter", seed: 1 },
    });
  });

  it("equals the ledger in every number of recipients", () => {
    const { steps, confirming, unreached } = report;
    expect(report.ledger).toEqual(ledger);
    const reach = computeReach(ledger);
    expect(reach).toMatchObject({ people: PEOPLE, inFlight: 0, waiting: 0 });
    expect(reach.confirmed + reach.unreached + reach.calledOff).toBe(PEOPLE);
    expect(ledger.holds).toBe(true);
    expect(sum(steps.map(({ confirmed }) => confirmed)) + confirming.beforeAnyMessage).toBe(reach.confirmed);
    expect(sum(confirming.histogram.map(({ people }) => people)) + confirming.beforeAnyMessage).toBe(reach.confirmed);
    expect(confirming.overTime.at(-1)).toMatchObject({ confirmed: reach.confirmed });
    expect(sum(unreached.map(({ count }) => count))).toBe(reach.unreached + ledger.audience.refused);
  });

  it("equals the ledger in every number of attempts", () => {
    for (const { step, attempts } of report.steps) {
      for (const { provider, attempts: all, delivered, undelivered, refused, unanswered } of attempts) {
        const own = ledger.attempts.filter((row) => row.step === step && row.provider === provider);
        expect(all).toBe(sum(own.map(({ count }) => count)));
        expect((delivered ?? 0) + undelivered + refused + unanswered).toBe(all);
      }
    }
    expect(sum(report.steps.flatMap(({ attempts }) => attempts.map((row) => row.attempts)))).toBe(
      ledger.totals.attempts,
    );
  });

  it("counts recipients once per step, and states who reported a delivery", () => {
    const [first, second] = report.steps;
    expect(first).toMatchObject({ channel: "sms", route: ["sms.main", "sms.second"], entered: PEOPLE });
    expect(first?.sent).toBeLessThan(sum(first?.attempts.map(({ attempts }) => attempts) ?? []));
    expect(first?.deliveredBy).toEqual({ handset: first?.delivered });
    expect(second?.entered).toBe(PEOPLE - ledger.states.acknowledged);
  });

  it("states when the loss began, when it was detected, what was done, and how many messages were affected", () => {
    const [incident] = report.incidents;
    expect(incident).toMatchObject({ kind: "loss", provider: "sms.main" });
    const { exposure } = incident ?? {};
    expect((exposure?.beganAt.getTime() ?? 0) - startedAt).toBeLessThan(5 * SECOND);
    expect(exposure?.noticedAfterMs).toBeLessThanOrEqual(MINUTE);
    expect(exposure?.actedAt).toEqual(incident?.notes.find(({ action }) => action !== undefined)?.at);
    const main = report.steps[0]?.attempts.find(({ provider }) => provider === "sms.main");
    expect(exposure?.messages).toBe(main?.attempts);
    expect(exposure?.unanswered).toBe(main?.unanswered);
  });

  it("shows receipts below the expected range for this carrier only", () => {
    const shortOf = (providerName: string) =>
      report.receipts.filter(({ provider, points }) => {
        const last = points.at(-1);
        return provider === providerName && last !== undefined && last.received < last.low;
      });
    expect(shortOf("sms.main")).toHaveLength(1);
    expect(shortOf("sms.second")).toHaveLength(0);
  });

  it("contains the waves, the cost, and what was rehearsed", () => {
    expect(report.waves.map(({ wave }) => wave)).toEqual([0, 1, 2]);
    expect(report.waves.at(-1)?.share).toBe(1);
    const messages = report.cost?.byProvider.map((row) => row.messages) ?? [];
    expect(sum(messages)).toBe(ledger.totals.attempts);
    const [main = 0, second = 0] = messages;
    expect(report.cost?.total).toBeCloseTo(0.05 * main + 0.07 * second, 6);
    expect(report.rehearsal).toEqual({ scenario: "quarter", seed: 1 });
  });
});

if (isWhole) {
  describe("the report of a carrier that worked at first", () => {
    it("finds the second at which it began to lose messages", async () => {
      const wellForMs = 40 * SECOND;
      const here = await lossyCampaign({ people: 4_000, wellForMs });
      await here.advance(4 * MINUTE);
      const [incident] = (await here.report()).incidents;
      const beganAt = incident?.exposure?.beganAt.getTime() ?? 0;
      expect(Math.abs(beganAt - here.startedAt - wellForMs)).toBeLessThanOrEqual(5 * SECOND);
    });
  });
}
