import { canaries } from "@relance/canaries";
import { watch } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { hello, MINUTE, openLaboratory, SECOND } from "../../support/laboratory.ts";
import { reportingCarrier } from "../../support/reporting-carrier.ts";
import { teachLatency } from "../../support/teach-latency.ts";

const PEOPLE = 1_100;
const LIVE = { id: "ops", mobile: "+33639989001" };
const DEAD = { id: "nobody", mobile: "+33639989002" };
const STEPS = [{ channel: "sms", route: ["main", "second"], template: "hello@1", wait: "48h" }] as const;

/** Runs a campaign with a canary and an unreachable number. The carrier sends no receipts for `silentAbout`. */
async function campaign(silentAbout: readonly string[]) {
  const store = () => lab.store;
  const carriers: ReturnType<typeof reportingCarrier>[] = [];
  const lab = await openLaboratory({
    sms: (world) => {
      const loses = (to: string) => silentAbout.includes(to);
      carriers.push(reportingCarrier(world, "sms.main", { store, loses }));
      carriers.push(reportingCarrier(world, "sms.second", { store, loses: () => false }));
      const [main, second] = carriers;
      if (main === undefined || second === undefined) throw new Error("there are two carriers");
      return { main: main.provider, second: second.provider };
    },
    config: { plugins: [watch(), canaries()] },
    overrides: { pollMs: 10 * SECOND }, // canaries are sent only every quarter of an hour
  });
  await teachLatency(lab.store);
  const { gateway } = await lab.open("worker");
  partsOf(gateway).engine.listen();
  void gateway.run({ signal: new AbortController().signal });
  const plugins = { canaries: { live: [LIVE], dead: [DEAD] } };
  const definition = { steps: STEPS, plugins, rate: "1/s", watch: { onLoss: "reroute" } } as const;
  const recipients = Array.from({ length: PEOPLE }, (_, index) => ({
    id: `p${index}`,
    mobile: `+3363998${String(index).padStart(4, "0")}`,
  }));
  await lab.finish(gateway.campaigns.start(hello(definition), { rows: recipients }));
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  const [main, second] = carriers;
  const got = (to: string) => (main?.sent ?? []).filter((number) => number === to).length;
  return { lab, gateway, incidents, got, second: () => second?.sent.length ?? 0 };
}

describe("canaries", () => {
  it("are sent every quarter of an hour among other messages, and counted nowhere", async () => {
    const { lab, gateway, incidents, got } = await campaign([DEAD.mobile]);
    await lab.time.advance(17 * MINUTE);
    expect([got(LIVE.mobile), got(DEAD.mobile)]).toEqual([2, 2]);
    expect(await lab.ledger()).toMatchObject({ audience: { enrolled: PEOPLE }, holds: true });
    const listed = await lab.finish(gateway.campaigns.ledgers());
    expect(listed.map(({ name }) => name)).toEqual(["hello"]);
    expect(await incidents()).toEqual([]);
    await lab.time.advance(14 * MINUTE); // by now, every recipient has a message
    const rounds = got(LIVE.mobile);
    await lab.time.advance(20 * MINUTE);
    expect(got(LIVE.mobile)).toBe(rounds);
  });

  it("that are unreachable but reported as delivered prove fake receipts: recipients are rerouted", async () => {
    const { lab, incidents, second } = await campaign([]);
    await lab.time.advance(2 * MINUTE);
    const opened = await incidents();
    expect(opened.map(({ kind, provider }) => [kind, provider])).toEqual([
      ["canaries:fake-receipts", "sms.main"],
      ["fake-receipts", "sms.main"],
    ]);
    const incident = opened.at(-1);
    expect(incident).toMatchObject({ endedAt: undefined });
    expect(incident?.notes.at(-1)?.fact).toContain("cannot receive messages");
    expect(incident?.notes.at(-1)?.action).toContain("use sms.second");
    const before = second();
    await lab.time.advance(MINUTE);
    expect(second()).toBeGreaterThan(before + 30);
  });

  it("of your own that got no message are reported, and stop no recipient", async () => {
    const { lab, incidents } = await campaign([DEAD.mobile, LIVE.mobile]);
    await lab.time.advance(17 * MINUTE);
    expect(lab.log.filter(({ event }) => event === "canaries.missed")).toMatchObject([{ facts: { missed: 1 } }]);
    expect(await incidents()).toEqual([]);
  });

  it("that could not be sent are found before anything is written", async () => {
    const lab = await openLaboratory({
      sms: (world) => ({
        main: reportingCarrier(world, "sms.main", { store: () => lab.store, loses: () => false }).provider,
      }),
      config: { plugins: [watch(), canaries()] },
    });
    const { gateway } = await lab.open("worker");
    const start = (part: object) =>
      lab.finish(gateway.campaigns.start(hello({ plugins: { canaries: part } }), { rows: [] }));
    await expect(start({ dead: [{ id: "x", mobile: "12" }] })).rejects.toMatchObject({
      code: "campaign/invalid",
    });
    await expect(start({ live: [{ id: "x", mail: "x@example.org" }] })).rejects.toThrow("contact for sms");
    expect(await lab.store.count()).toEqual([]);
  });
});
