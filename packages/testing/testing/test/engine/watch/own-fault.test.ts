import type { Runtime, Store } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, inject, it } from "vitest";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";
import { type ReportingCarrier, reportingCarrier } from "../../support/reporting-carrier.ts";
import { teachLatency } from "../../support/teach-latency.ts";

const isWhole = inject("part") !== "once";

const PEOPLE = 600;
const NEVER = Number.MAX_SAFE_INTEGER;
const STEPS = [{ channel: "sms", route: ["main", "second"], template: "hello@1", wait: "48h" }] as const;
/** Steps whose missing receipts are overdue after five minutes. */
const SOON = [{ ...STEPS[0], onMissingReceipt: { after: "5m" } }] as const;

/** Runs a campaign of half a minute through a healthy carrier. One process sends, watches and receives. */
async function campaign(
  facts: Pick<Parameters<typeof reportingCarrier>[2], "lastReportAt" | "aheadMs"> & {
    /** Returns whether the first carrier loses a message. @default none */
    readonly loses?: (to: string, nth: number) => boolean;
    /** Milliseconds by which the process's clock is ahead of the store's clock. @default 0 */
    readonly oursAheadMs?: number;
    /** Duration of each store call, in milliseconds. @default 0 */
    readonly verbMs?: number;
    /** Whether half of the messages go through a second carrier with the same reports. @default false */
    readonly isShared?: boolean;
    /** Rate of the campaign. @default all messages within half a minute */
    readonly rate?: "10/s";
    readonly people?: number;
  },
) {
  const carriers: ReportingCarrier[] = [];
  const { oursAheadMs, verbMs, people: count = PEOPLE, isShared = false, rate = "20/s", ...ofCarrier } = facts;
  const lab = await openLaboratory({
    sms: (world) => {
      const common = { store: () => lab.store, loses: () => false };
      const main = reportingCarrier(world, "sms.main", { ...common, ...ofCarrier });
      const second = reportingCarrier(world, "sms.second", isShared ? { ...common, ...ofCarrier } : common);
      carriers.push(main, second);
      return { main: main.provider, second: second.provider };
    },
    storeOf: (store) => (verbMs === undefined ? store : slowed(store, () => lab.world.runtime.sleep(verbMs))),
    overrides:
      oursAheadMs === undefined
        ? { pollMs: isShared ? 2 * SECOND : undefined }
        : {
            get runtime(): Runtime {
              const { runtime } = lab.world;
              return { ...runtime, now: () => runtime.now() + oursAheadMs };
            },
          },
  });
  await teachLatency(lab.store);
  const { gateway, process } = await lab.finish(lab.open("worker"));
  partsOf(gateway).engine.listen();
  await lab.time.advance(5 * SECOND);
  void gateway.run({ signal: new AbortController().signal });
  const definition = hello({
    steps: isShared ? SOON : STEPS,
    rate,
    watch: { onLoss: "reroute", ...(isShared ? { explore: "50%" } : {}) },
  });
  await lab.finish(gateway.campaigns.start(definition, { rows: people(count) }));
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  return { lab, process, incidents, sent: () => carriers.map(({ sent }) => sent.length) };
}

function slowed(store: Store, wait: () => Promise<void>): Store {
  const verbs = Object.entries(store).map(([name, verb]) => [
    name,
    typeof verb !== "function" ? verb : (...input: unknown[]) => wait().then(() => verb.apply(store, input)),
  ]);
  return Object.fromEntries(verbs);
}

describe("no carrier is replaced for a fault of ours:", () => {
  it("a worker that is frozen for three minutes, in which no report is accepted", async () => {
    let frozenAt = NEVER;
    const here = await campaign({ lastReportAt: (at) => (at >= frozenAt && at < frozenAt + 3 * MINUTE ? NEVER : at) });
    await here.lab.time.advance(15 * SECOND);
    frozenAt = here.lab.time.now();
    here.process.freeze();
    await here.lab.time.advance(3 * MINUTE);
    here.process.thaw();
    await here.lab.time.advance(7 * MINUTE);
    expect(here.sent()).toEqual([PEOPLE, 0]);
    expect(await here.incidents()).toEqual([]);
  });

  it.each([
    { it: "which neither repeats", repeats: false },
    ...(isWhole ? [{ it: "which both repeat later", repeats: true }] : []),
  ])("an answer of 500 to each report of both vendors, for three minutes, $it", async ({ repeats }) => {
    let brokenAt = NEVER;
    const isRefused = (at: number) => at >= brokenAt && at < brokenAt + 3 * MINUTE;
    const again = (at: number) => (repeats ? brokenAt + 3 * MINUTE + ((at - brokenAt) % (20 * SECOND)) : NEVER);
    const here = await campaign({
      isShared: true,
      rate: "10/s",
      people: 3_000,
      lastReportAt: (at) => (isRefused(at) ? again(at) : at),
    });
    await here.lab.time.advance(30 * SECOND);
    brokenAt = here.lab.time.now();
    await here.lab.time.advance(14 * MINUTE);
    const done = (await here.incidents()).flatMap(({ notes }) => notes.map(({ did }) => did));
    expect(done).not.toContain("paused");
    expect(done).not.toContain("rerouted");
    expect(here.sent().reduce((sum, count) => sum + count, 0)).toBe(3_000); // no recipient got a second message
  });

  if (isWhole) {
    it("a clock of ours that is a minute ahead, and a carrier's that is a minute behind", async () => {
      const here = await campaign({ oursAheadMs: MINUTE, aheadMs: -MINUTE });
      await here.lab.time.advance(4 * MINUTE);
      expect(here.sent()).toEqual([PEOPLE, 0]);
      expect(await here.incidents()).toEqual([]);
    });

    it("a database that takes a second for everything, and ten for a report", async () => {
      const here = await campaign({ verbMs: SECOND, lastReportAt: (readyAt) => readyAt + 10 * SECOND });
      await here.lab.time.advance(12 * MINUTE);
      const text = "select data from watch_memory where name = 'campaign:1'";
      const { rows } = await here.lab.store.pluginSql({ plugin: "watch", statements: [{ text }] });
      expect(JSON.parse(String(rows[0]?.[0]?.data)).alarms).toHaveProperty("sms.main"); // the watch has checked the queue
      expect(here.sent()).toEqual([PEOPLE, 0]);
      expect(await here.incidents()).toEqual([]);
    });
  }
});

describe("a store that takes three seconds for each verb", () => {
  it("hides no loss: the watch completes its checks", async () => {
    const here = await campaign({ verbMs: 3 * SECOND, loses: (_, nth) => nth % 2 === 0 });
    await here.lab.time.advance(10 * MINUTE);
    expect(await here.incidents()).toMatchObject([{ kind: "loss", provider: "sms.main" }]);
  });
});
