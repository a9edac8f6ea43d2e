import { loadScenario, type Rehearsal, rehearse } from "@relance/rehearsal";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../src/scenario/load-scenario.ts";
import { campaign, over, rehearsed } from "./support/rehearsed.ts";

const MINUTE = 60_000;
const kinds = ({ incidents }: Rehearsal) => incidents.map(({ kind }) => kind);

/** Checks that the ledger accounts for every recipient. */
function expectAllAccounted(rehearsal: Rehearsal): void {
  const { ledger, findings } = rehearsal;
  expect(ledger).toMatchObject({ state: "closed", holds: true, audience: { enrolled: 1_200 } });
  expect(ledger.states).toMatchObject({ pending: 0, active: 0 });
  expect(findings).toEqual([]);
}

describe("a sample of the recipients", () => {
  it("predicts the result for all recipients, with and without the watch", async () => {
    const options = { campaign: campaign({ firstWave: 300 }), recipients: 3_000 };
    for (const watch of ["on", "off"] as const) {
      const all = await rehearsed("sfr-2013", { ...options, watch });
      const part = await rehearsed("sfr-2013", { ...options, watch, sample: 1_000 });
      expect(all.sample).toBeUndefined();
      expect(part.sample).toMatchObject({ recipients: 3_000, played: 1_000, single: 500, weight: 5 });
      expect(part.sample?.statement).toContain("1,000 of 3,000 recipients are simulated");
      expect(part.ledger).toMatchObject({ holds: true, audience: { enrolled: 1_000 } });
      expect(part.outcome.recipients).toBe(3_000);
      expect(Math.abs(part.outcome.confirmed - all.outcome.confirmed)).toBeLessThan(120);
      expect(Math.abs(part.truth.exposed - all.truth.exposed)).toBeLessThan(watch === "on" ? 40 : 120);
      expect(Math.abs(over(part, "sms.main").taken - over(all, "sms.main").taken)).toBeLessThan(150);
    }
  });

  it("is not used if the fault ends during the campaign", async () => {
    const { sample, ledger } = await rehearsed("provider-dark", { sample: 400 });
    expect(sample).toBeUndefined();
    expect(ledger.audience.enrolled).toBe(1_200);
  });
});

describe("the loss of 2013, rehearsed", () => {
  it("is detected within a minute of enough evidence, stays in the first wave, and misses no recipient", async () => {
    const rehearsal = await rehearsed("sfr-2013");
    expectAllAccounted(rehearsal);
    const { detection, truth, incidents, endAt, deadline } = rehearsal;
    expect(detection?.noticedAfterEnoughMs).toBeLessThanOrEqual(MINUTE);
    expect(incidents[0]).toMatchObject({ kind: "loss", provider: "sms.main" });
    const main = over(rehearsal, "sms.main");
    expect(main.lost).toBeGreaterThan(150);
    expect(main.lost).toBeLessThan(240); // the fault affects a random part of the first wave of 800
    expect(main.taken).toBeGreaterThan(1_000); // recipients in other networks stay with the first carrier
    expect(truth).toMatchObject({ missed: 0, reached: 1_200 });
    expect(Math.abs(truth.exposed - main.lost)).toBeLessThan(10); // some messages arrive too late to count
    expect(endAt.getTime()).toBeLessThan(deadline.getTime());
  });

  it("affects at most 340 recipients, first wave and probes included, and the report states the same number", async () => {
    const own = campaign({ firstWave: 1_300 });
    const scenario = loadScenario("sfr-2013");
    const { rehearsal, report } = await rehearse({ campaign: own, scenario, recipients: 3_000, seed: 2, report: {} });
    const { exposed } = rehearsal.truth;
    expect(exposed).toBeLessThanOrEqual(340);
    const loss = report?.incidents.find(({ kind }) => kind === "loss")?.exposure;
    expect(Math.abs((loss?.unanswered ?? 0) - exposed)).toBeLessThan(10);
  });

  it("continues with the next wave when the other networks have receipts, not ten minutes later", async () => {
    const own = campaign({ firstWave: 1_300 });
    const rehearsal = await rehearsed("sfr-2013", { campaign: own, recipients: 3_000, seed: 34 });
    const { steps = [] } = rehearsal.timeline.find(({ provider }) => provider === "sms.main") ?? {};
    const late = steps.filter(({ fromMs }) => fromMs > 3 * MINUTE).reduce((sum, { taken }) => sum + taken, 0);
    expect(late).toBeLessThan(30);
    expect(rehearsal.truth.exposed).toBeLessThanOrEqual(340);
  });

  it("affects a quarter of all recipients with the watch off", async () => {
    const rehearsal = await rehearsed("sfr-2013", { watch: "off" });
    expectAllAccounted(rehearsal);
    expect(over(rehearsal, "sms.main").taken).toBe(1_200);
    expect(rehearsal.truth.exposed).toBeGreaterThan(240);
    expect(rehearsal.truth.exposed).toBeLessThan(400);
    // each of these recipients gets another message when the first receipt is overdue
    expect(rehearsal.truth.missed).toBe(0);
  });

  it("gives the same run for the same seed, and another one for another seed", async () => {
    const facts = ({ ledger, incidents, truth }: Rehearsal) => JSON.stringify({ ledger, incidents, truth });
    const small = { recipients: 300 };
    const first = facts(await rehearsed("sfr-2013", small));
    expect(facts(await rehearsed("sfr-2013", small))).toBe(first);
    expect(facts(await rehearsed("sfr-2013", { ...small, seed: 2 }))).not.toBe(first);
  });
});

describe("a rehearsal", () => {
  it("without a fault reports nothing", async () => {
    const rehearsal = await rehearsed("calm");
    expectAllAccounted(rehearsal);
    expect(rehearsal).toMatchObject({ incidents: [], detection: undefined, truth: { missed: 0 } });
    expect(over(rehearsal, "sms.main")).toMatchObject({ taken: 1_200, lost: 0 });
  });

  it.each([2, 3])("without a fault reports nothing with the seed %i either", async (seed) => {
    const { incidents, ledger } = await rehearsed("calm", { seed, recipients: 600 });
    expect({ incidents, holds: ledger.holds }).toEqual({ incidents: [], holds: true });
  });

  it("of slow receipts reports no confirmed loss, and loses no recipient", async () => {
    const rehearsal = await rehearsed("slow-receipts");
    expectAllAccounted(rehearsal);
    expect(over(rehearsal, "sms.main")).toMatchObject({ lost: 0 });
    expect(rehearsal.truth.missed).toBe(0);
    expect(rehearsal.incidents.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
  });

  it("of a stop reports a stall until the receipts return, whatever recipients answer meanwhile", async () => {
    const slow = campaign({ firstWave: 400, rate: "5/s" });
    const rehearsal = await rehearsed("receipts-stop", { campaign: slow });
    expectAllAccounted(rehearsal);
    expect(kinds(rehearsal)).toEqual(["stall"]);
    const [{ startedAt, endedAt } = expect.fail("no stall was reported")] = rehearsal.incidents;
    const from = rehearsal.startAt.getTime();
    expect(startedAt.getTime() - from).toBeLessThan(4 * MINUTE);
    expect((endedAt?.getTime() ?? 0) - from).toBeGreaterThan(4 * MINUTE);
    expect(rehearsal.truth.missed).toBe(0);
  });

  it.each(["bursts", "receipts-stop", "quiet-hours", "another-rhythm"])("of %s reports no loss", async (scenario) => {
    const rehearsal = await rehearsed(scenario);
    expectAllAccounted(rehearsal);
    expect(kinds(rehearsal).filter((kind) => kind !== "stall")).toEqual([]);
    expect(rehearsal.incidents.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
    expect(rehearsal.truth.missed).toBe(0);
  });

  it("of quiet hours of a vendor with unknown habits sends hardly any recipient a second message", async () => {
    const byNight = campaign({
      deadline: "2013-08-05T20:00",
      rate: "2/s",
      steps: [
        { channel: "sms", route: ["main", "second"], template: "renew", wait: "24h" },
        { channel: "email", route: ["smtp"], template: "renew", wait: "3h" },
      ],
    });
    const rehearsal = await rehearsed("quiet-hours", { campaign: byNight });
    expectAllAccounted(rehearsal);
    const again = over(rehearsal, "sms.main").taken + over(rehearsal, "sms.second").taken - 1_200;
    expect(again).toBeLessThan(20);
    expect(new Set(kinds(rehearsal))).toEqual(new Set(["stall"]));
    expect(rehearsal.incidents.every(({ endedAt }) => endedAt !== undefined)).toBe(true);
    expect(rehearsal.truth.missed).toBe(0);
  });

  it("of our own receiver's downtime blames no provider, and reroutes from none", async () => {
    const rehearsal = await rehearsed("callbacks-down");
    expectAllAccounted(rehearsal);
    expect(kinds(rehearsal)).toContain("ingress");
    expect(kinds(rehearsal)).not.toContain("loss");
    // no recipient got a second message
    expect(rehearsal.providers.filter(({ provider }) => provider === "sms.second")).toEqual([]);
  });

  it("of a provider without answers sends all messages through the other", async () => {
    const rehearsal = await rehearsed("provider-dark");
    expectAllAccounted(rehearsal);
    expect(over(rehearsal, "sms.second").delivered).toBeGreaterThan(350);
    expect(rehearsal.truth.missed).toBe(0);
  });

  it("of dead addresses reaches their recipients through the other channel, and reports where mail is refused", async () => {
    const rehearsal = await rehearsed("bounces");
    expectAllAccounted(rehearsal);
    expect(over(rehearsal, "sms.main").undelivered).toBeGreaterThan(50);
    expect(rehearsal.truth.firstBy.email).toBeGreaterThan(40);
    expect(kinds(rehearsal)).toContain("refusals");
  });

  it("of a loss after a small first wave detects it in the next wave, as soon as production does", async () => {
    const scenario = parseScenario(
      "version: 1\nname: later\nweather: [{ network: 26%, loss: 100%, from: +3m }]\n",
      "later.yaml",
    );
    const slow = campaign({ firstWave: 100, rate: "10/s" });
    const rehearsal = await rehearsed("sfr-2013", { scenario, campaign: slow });
    expectAllAccounted(rehearsal);
    // the first wave is too small for a verdict, so the next wave begins ten minutes later
    const starts = rehearsal.timeline.flatMap(({ steps }) => steps.map(({ fromMs }) => fromMs));
    expect(Math.min(...starts.filter((fromMs) => fromMs > MINUTE))).toBeLessThan(10 * MINUTE + 15_000);
    expect(rehearsal.detection?.noticedAfterMs).toBeLessThan(8.5 * MINUTE);
  });

  it("of throttling takes longer and loses no recipient", async () => {
    const rehearsal = await rehearsed("throttling");
    expectAllAccounted(rehearsal);
    expect(over(rehearsal, "sms.main").refused).toBeGreaterThan(100);
    expect(rehearsal.truth.missed).toBe(0);
  });

  it("of fake receipts shows that receipts cannot reveal it, and that a dead canary does", async () => {
    const blind = await rehearsed("fake-receipts");
    expectAllAccounted(blind);
    expect(kinds(blind)).not.toContain("loss");
    expect(blind.truth.exposed).toBeGreaterThan(150);
    const canaries = { dead: [{ id: "c1", mobile: "+33639989999" }] };
    const seeing = await rehearsed("fake-receipts", { campaign: campaign({ plugins: { canaries } }) });
    expect(kinds(seeing)).toContain("fake-receipts");
  });

  it("of pumping refuses the prefix whose owners confirm nothing; visitors and campaign get all their messages", async () => {
    const rehearsal = await rehearsed("pumping");
    expectAllAccounted(rehearsal);
    expect(kinds(rehearsal)).toEqual(["pumping"]);
    expect(rehearsal.incidents[0]).toMatchObject({
      provider: "send()",
      destination: "+2246",
      endedAt: expect.any(Date),
    });
    expect(rehearsal.detection?.noticedAfterMs).toBeLessThan(2 * MINUTE);
    const { guard, visitors, pumping } = rehearsal.form ?? expect.fail("there was no form");
    expect(guard).toEqual({ countries: undefined, perPrefixMinute: 60, isConfigured: false });
    expect(visitors).toMatchObject({ asked: 600, sent: 600, refused: {} });
    expect(visitors.confirmed).toBeGreaterThan(400);
    expect(pumping).toMatchObject({ asked: 5_000, confirmed: 0 });
    expect(pumping.sent).toBeLessThan(1_800);
    expect(Object.keys(pumping.refused)).toEqual(["message/prefix-full", "message/prefix-refused"]);
    expect(rehearsal.truth).toMatchObject({ reached: 1_200, missed: 0 });
    expect(rehearsal.truth.exposed).toBeLessThan(10); // even without a fault, some messages arrive too late to count
  });

  it("of pumping with the configured guard sends to no number of a country that it excludes", async () => {
    const config = { security: { signing: [], sendGuard: { countries: ["FR"] } } };
    const { form, incidents } = await rehearsed("pumping", { config, recipients: 100 });
    expect(form?.pumping).toEqual({
      asked: 5_000,
      sent: 0,
      confirmed: 0,
      refused: { "message/country-refused": 5_000 },
    });
    expect(form).toMatchObject({ guard: { countries: ["FR"], isConfigured: true }, visitors: { sent: 600 } });
    expect(incidents).toEqual([]);
  });

  it("of recipients who answer late uses more steps than of recipients who answer immediately", async () => {
    const people = (median: string) =>
      parseScenario(
        `version: 1\nname: age\npeople: { never: 0%, readAfter: { sms: [{ median: ${median}, spread: 0.3 }] } }\n`,
        "age.yaml",
      );
    const prompt = await rehearsed("calm", { scenario: people("5m"), recipients: 400 });
    const late = await rehearsed("calm", { scenario: people("6h"), recipients: 400 });
    expect(over(late, "email.smtp").taken).toBeGreaterThan(3 * over(prompt, "email.smtp").taken);
  });
});
