import { type CanarySource, canaries, type LentArrivals } from "@relance/canaries";
import type { Provider } from "@relance/spec";
import { type Delivery, watch } from "relance";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";
import { reportingCarrier } from "../../support/reporting-carrier.ts";
import { teachLatency } from "../../support/teach-latency.ts";

/** Number of recipients who get a message within 25 minutes. */
const PEOPLE = 150;
const NETWORKS = ["208-01", "208-10", "208-15", "208-20"];
/** Two test numbers in each network. */
const LENT = NETWORKS.flatMap((network) => [{ network }, { network }]);
const STEPS = [{ channel: "sms", route: ["main", "second"], template: "link@1", wait: "48h" }] as const;
const TEMPLATES = {
  "link@1": { sms: ({ ack }: { ack: { url: string } }) => ({ text: `Please confirm: ${ack.url}` }) },
};
const ARRIVES_MS = 5 * SECOND;

interface Sms {
  readonly to: string;
  readonly text: string;
  readonly arrivedAt: number;
}

type Source = (inbox: readonly Sms[], now: () => number) => CanarySource | undefined;

/** Creates test numbers on request, and reports which messages arrived at them. */
const testNumbers = (inbox: readonly Sms[], now: () => number): CanarySource => {
  let lent = 0;
  return {
    lend: async (network) => `+3369900${network.slice(-2)}${String(lent++).padStart(2, "0")}`,
    seen: async (number, text) => inbox.some((sms) => sms.to === number && sms.text === text && sms.arrivedAt <= now()),
  };
};

/** Runs a campaign through a carrier that loses some messages but reports every message as delivered. */
async function campaign({
  swallows = () => false,
  source = testNumbers,
  delivery = "live",
}: {
  readonly swallows?: (to: string, nth: number) => boolean;
  readonly source?: Source;
  readonly delivery?: Delivery;
} = {}) {
  const inbox: Sms[] = [];
  const sent: string[] = [];
  const lab = await openLaboratory({
    sms: (world) => {
      const carrier = (name: string, isGone: typeof swallows): Provider<"sms"> => {
        const { provider } = reportingCarrier(world, name, { store: () => lab.store, loses: () => false });
        let nth = 0;
        return {
          ...provider,
          send(message, options) {
            const { to, content } = message;
            sent.push(to);
            if (!isGone(to, ++nth)) inbox.push({ to, text: content.text, arrivedAt: lab.time.now() + ARRIVES_MS });
            return provider.send(message, options);
          },
        };
      };
      return { main: carrier("sms.main", swallows), second: carrier("sms.second", () => false) };
    },
    config: {
      delivery,
      publicUrl: "https://notify.example.org",
      templates: TEMPLATES,
      observe: { ingressCheck: false },
      plugins: [watch(), canaries({ source: source(inbox, () => lab.time.now()) })],
    },
    overrides: { pollMs: 30 * SECOND, heartbeatMs: 20 * SECOND }, // canaries are sent only every quarter of an hour
  });
  await teachLatency(lab.store);
  const { gateway } = await lab.open("worker");
  partsOf(gateway).engine.listen();
  void gateway.run({ signal: new AbortController().signal });
  const definition = { steps: STEPS, plugins: { canaries: { lent: LENT } }, rate: "6/m" } as const;
  const handle = await lab.finish(gateway.campaigns.start(hello(definition, TEMPLATES), { rows: people(PEOPLE) }));
  return {
    lab,
    sent,
    table: async () => ((await lab.finish(handle.report())).plugins.canaries ?? []) as readonly LentArrivals[],
    incidents: async () => (await lab.store.incidents({ limit: 100 })).rows,
    /** Returns the test numbers that got a message. */
    numbers: () => sent.filter((to) => to.startsWith("+3369900")),
    lines: (event: string) => lab.log.filter((line) => line.event === event),
  };
}

describe("numbers that are rented for a campaign", () => {
  it("get messages in each round, and arrivals are in the report by network", async () => {
    const { lab, table, incidents, numbers, lines } = await campaign();
    await lab.time.advance(17 * MINUTE);
    expect(new Set(numbers()).size).toBe(16); // each number is used once
    const rows = await table();
    expect(rows.map(({ network }) => network)).toEqual(NETWORKS);
    for (const row of rows) expect(row).toMatchObject({ provider: "sms.main", sent: 4, delivered: 4, seen: 4 });
    for (const { medianMs } of rows) expect(medianMs).toBeLessThanOrEqual(30 * SECOND);
    expect(await incidents()).toEqual([]);
    expect(lines("canaries.missed")).toEqual([]);
    expect(await lab.ledger()).toMatchObject({ audience: { enrolled: PEOPLE }, states: { acknowledged: 0 } });
  });

  it("reveal a network without arrivals, and a single missing message proves nothing", async () => {
    const { lab, table, incidents, lines } = await campaign({ swallows: (to) => to.startsWith("+336990015") });
    await lab.time.advance(31 * MINUTE);
    const rows = await table();
    expect(rows.map(({ network, delivered, seen }) => [network, delivered, seen])).toEqual([
      ["208-01", 4, 4],
      ["208-10", 4, 4],
      ["208-15", 4, 0],
      ["208-20", 4, 4],
    ]);
    expect(rows[2]).toMatchObject({ medianMs: undefined });
    expect(lines("canaries.missed")).toMatchObject([{ facts: { missed: 2 } }, { facts: { missed: 4 } }]);
    expect(await incidents()).toEqual([]);
  });

  it("reveal a carrier with fake receipts: its recipients are rerouted", async () => {
    const { lab, incidents } = await campaign({ swallows: (_, nth) => nth % 2 === 0 });
    await lab.time.advance(16 * MINUTE);
    const incident = (await incidents()).find(({ kind }) => kind === "fake-receipts");
    expect(incident).toMatchObject({ provider: "sms.main", endedAt: undefined });
    const { fact = "", action } = incident?.notes.at(-1) ?? {};
    expect(fact).toMatch(
      /^sms\.main invents its receipts: \d of 8 messages to rented numbers were reported as delivered/,
    );
    expect(action).toContain("use sms.second");
  });

  it("without any arrival prove nothing, because their source may fail", async () => {
    const deaf: Source = (...world) => ({ ...testNumbers(...world), seen: async () => false });
    const { lab, incidents, lines } = await campaign({ source: deaf });
    await lab.time.advance(17 * MINUTE);
    expect(await incidents()).toEqual([]);
    expect(lines("canaries.missed")).toEqual([]);
  });
});

describe("a source of numbers", () => {
  const fails = async (): Promise<never> => {
    throw new Error("+33699000000 is not mine");
  };
  const hangs = () => new Promise<never>(() => {});

  it.each<{ readonly what: string; readonly source: Source; readonly numbers: number }>([
    { what: "that is missing", source: () => undefined, numbers: 0 },
    { what: "that throws", source: () => ({ lend: fails, seen: fails }), numbers: 0 },
    { what: "that hangs", source: () => ({ lend: hangs, seen: hangs }), numbers: 0 },
    { what: "without a number", source: () => ({ lend: async () => undefined, seen: fails }), numbers: 0 },
    { what: "with a number that is none", source: () => ({ lend: async () => "0", seen: fails }), numbers: 0 },
    {
      what: "that lends and then throws",
      source: (...world) => ({ ...testNumbers(...world), seen: fails }),
      numbers: 8,
    },
    {
      what: "that lends and then hangs",
      source: (...world) => ({ ...testNumbers(...world), seen: hangs }),
      numbers: 8,
    },
  ])("$what changes nothing in the campaign", async ({ source, numbers: lent }) => {
    const { lab, incidents, numbers, lines, sent } = await campaign({ source });
    await lab.time.advance(10 * MINUTE);
    expect(numbers()).toHaveLength(lent);
    expect(sent.length - lent).toBeGreaterThanOrEqual(59); // canaries do not slow down the campaign
    expect(await incidents()).toEqual([]);
    expect(lab.log.filter(({ level }) => level === "error")).toEqual([]);
    expect(JSON.stringify(lab.log)).not.toContain("+3369900");
    if (lent === 0)
      expect(lines("canaries.unlent").map(({ facts }) => facts?.network)).toEqual(LENT.map(({ network }) => network));
    else expect(lines("canaries.unanswered")).toMatchObject([{ facts: { unanswered: 8 } }]);
  });

  it("is not asked if no message is sent", async () => {
    const { lab, numbers, table } = await campaign({
      delivery: "capture",
      source: () => ({ lend: fails, seen: fails }),
    });
    await lab.time.advance(MINUTE);
    expect([numbers(), await table()]).toEqual([[], []]);
    expect(lab.log.filter(({ event }) => event.startsWith("canaries."))).toEqual([]);
  });
});
