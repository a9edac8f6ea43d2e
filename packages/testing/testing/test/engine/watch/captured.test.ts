import { canaries } from "@relance/canaries";
import { minutesLeft } from "@relance/report";
import { createLiveReader } from "@relance/report/views";
import type { CampaignDefinition } from "@relance/spec";
import { type Delivery, watch } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";
import { type ReportingCarrier, reportingCarrier } from "../../support/reporting-carrier.ts";
import { teachLatency } from "../../support/teach-latency.ts";

const PEOPLE = 800;
const STEPS = [{ channel: "sms", route: ["main", "second"], template: "hello@1", wait: "48h" }] as const;
const OPS = { id: "ops", mobile: "+33639989001" };

/** Runs a campaign in which all or nearly all messages are captured. */
async function dryRun(delivery: Delivery, definition: Partial<CampaignDefinition> = {}) {
  const carriers: ReportingCarrier[] = [];
  const lab = await openLaboratory({
    sms: (world) => {
      const facts = { store: () => lab.store, loses: () => false };
      const main = reportingCarrier(world, "sms.main", facts);
      carriers.push(main);
      return { main: main.provider, second: reportingCarrier(world, "sms.second", facts).provider };
    },
    config: { delivery, plugins: [watch(), canaries()] },
    overrides: { pollMs: 30 * SECOND }, // the test covers half an hour without incidents, so polls can be rare
  });
  await teachLatency(lab.store);
  const { gateway } = await lab.open("worker");
  partsOf(gateway).engine.listen();
  void gateway.run({ signal: new AbortController().signal });
  const recipients = people(PEOPLE);
  await lab.finish(gateway.campaigns.start(hello({ steps: STEPS, ...definition }), { rows: recipients }));
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  const sent = async () => PEOPLE - (await lab.ledger()).states.pending;
  return { lab, gateway, incidents, sent, left: () => carriers[0]?.sent.length ?? 0 };
}

describe("captured messages", () => {
  it("are not judged: a dry run keeps its rate, and opens no incident", async () => {
    const { lab, incidents, sent, left } = await dryRun("capture", { rate: "20/s" });
    await lab.time.advance(20 * SECOND);
    await lab.time.advance(25 * SECOND);
    expect(await sent()).toBe(PEOPLE);
    await lab.time.advance(30 * MINUTE);
    expect(await incidents()).toEqual([]);
    expect(lab.log.filter(({ level }) => level !== "info")).toEqual([]);
    expect(left()).toBe(0);
  });

  it("are shown as accepted, without missing receipts", async () => {
    const { lab, gateway } = await dryRun("capture", { rate: "4/s" });
    await lab.time.advance(2 * MINUTE);
    const read = createLiveReader(partsOf(gateway).store, () => true);
    const { campaigns } = await lab.finish(read([await lab.ledger()]));
    expect(campaigns).toMatchObject([{ perMinute: 240, flows: [{ hasReceipts: false }] }]);
    expect(minutesLeft(campaigns[0] ?? never())).toBe(2);
  });

  it("delay no wave", async () => {
    const { lab, sent } = await dryRun("capture", { firstWave: 200 });
    await lab.time.advance(3 * MINUTE);
    expect(await sent()).toBe(PEOPLE);
  });

  it("are not judged if some addresses are allowed, and delay no wave there either", async () => {
    const allow = people(20).map(({ mobile = "" }) => mobile);
    const { lab, incidents, sent, left } = await dryRun({ allow }, { firstWave: 200, rate: "50/s" });
    await lab.time.advance(3 * MINUTE);
    expect(await sent()).toBe(PEOPLE);
    await lab.time.advance(30 * MINUTE);
    expect(left()).toBe(allow.length);
    expect((await lab.ledger()).capturedBy).toEqual({ "sms.main": PEOPLE - allow.length });
    expect(await incidents()).toEqual([]);
  });

  it("never count as missing canaries", async () => {
    const { lab } = await dryRun("capture", { rate: "24/m", plugins: { canaries: { live: [OPS] } } });
    await lab.time.advance(32 * MINUTE);
    expect(lab.log.filter(({ event }) => event === "canaries.missed")).toEqual([]);
  });
});

function never(): never {
  throw new Error("there is one campaign");
}
