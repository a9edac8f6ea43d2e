import type { OnLoss } from "@relance/spec";
import { lognormalModel } from "@relance/watch";
import { describe, expect, it } from "vitest";
import { hello, MINUTE, openLaboratory, SECOND } from "../../support/laboratory.ts";
import { reportingCarrier, USUAL } from "../../support/reporting-carrier.ts";

const PEOPLE = 6_000;
const STEPS = [{ channel: "sms", route: ["main", "second"], template: "hello@1", wait: "48h" }] as const;

interface Setting {
  readonly loses: (to: string, nth: number, now: number) => boolean;
  readonly onLoss?: OnLoss;
  readonly pilot?: number;
  readonly slowness?: ((now: number) => number) | undefined;
}

/** A campaign over two carriers that were known to be well before. */
async function campaign({ loses, onLoss = "reroute", pilot = 600, slowness }: Setting) {
  const store = () => lab.store;
  const carriers: ReturnType<typeof reportingCarrier>[] = [];
  const lab = openLaboratory({
    sms: (world) => {
      const main = {
        store,
        loses: (to: string, nth: number) => loses(to, nth, world.runtime.now()),
        slowness,
      };
      carriers.push(reportingCarrier(world, "sms.main", main));
      carriers.push(reportingCarrier(world, "sms.second", { store, loses: () => false }));
      return { main: carriers[0]?.provider ?? never(), second: carriers[1]?.provider ?? never() };
    },
    config: { log: () => {} },
  });
  for (const provider of ["sms.main", "sms.second"]) teach(provider);
  const { gateway } = await lab.open("worker");
  const receiver = {
    incarnation: "ear",
    role: "receiver",
    version: "1",
    providers: ["sms.main", "sms.second"],
  } as const;
  const beats = (async () => {
    for (;;) {
      lab.store.heartbeat(receiver);
      await lab.world.runtime.sleep(5 * SECOND);
    }
  })();
  void beats;
  void gateway.run({ signal: new AbortController().signal });
  const definition = { steps: STEPS, pace: { pilot, rate: "100/s" }, watch: { onLoss } };
  await lab.finish(gateway.campaigns.start(hello(definition), { recipients: people() }));
  const startedAt = lab.time.now();
  const incidents = () => lab.store.incidents({ limit: 100 }).rows;
  const [main, second] = carriers;
  return { lab, gateway, startedAt, incidents, main: main ?? never(), second: second ?? never() };

  /** What an earlier campaign learned. */
  function teach(provider: string): void {
    const model = { ...lognormalModel(USUAL.medianMs, USUAL.sigma, 0.99), learnedFrom: 50_000 };
    const task = { name: `latency:${provider}`, owner: "teacher" };
    lab.store.task(task);
    lab.store.task({ ...task, save: { data: JSON.stringify({ "": model }), release: true } });
  }
}

function people() {
  return Array.from({ length: PEOPLE }, (_, index) => ({
    id: `p${index}`,
    mobile: `+336${String(3_998_0000 + index * 7).padStart(8, "0")}`,
  }));
}

function never(): never {
  throw new Error("there are two carriers");
}

describe("a carrier that loses a quarter of its messages", () => {
  const quarter = (_: string, nth: number) => nth % 4 === 0;

  it("is noticed within a minute, and those not sent to yet leave over the other vendor", async () => {
    const { lab, main, second, incidents, startedAt } = await campaign({ loses: quarter });
    await lab.time.advance(90 * SECOND);
    const [incident] = incidents();
    expect(incident).toMatchObject({ kind: "loss", provider: "sms.main", endedAt: undefined });
    expect((incident?.startedAt.getTime() ?? 0) - startedAt).toBeLessThanOrEqual(MINUTE);
    expect(incident?.notes.at(-1)?.action).toContain("leave over sms.second");
    await lab.time.advance(5 * MINUTE);
    expect(main.sent.length).toBeLessThan(900);
    expect(main.sent.length + second.sent.length).toBe(PEOPLE);
    expect(lab.ledger().holds).toBe(true);
  });

  it("costs nobody the message: whoever was lost is tried over the other vendor", async () => {
    const { lab, main, second } = await campaign({ loses: quarter });
    await lab.time.advance(20 * MINUTE);
    const reached = new Set([...second.sent, ...main.sent.filter((_, index) => (index + 1) % 4 !== 0)]);
    expect(reached.size).toBe(PEOPLE);
  });

  it("is only said where the campaign says warn", async () => {
    const { lab, main, incidents } = await campaign({ loses: quarter, onLoss: "warn" });
    await lab.time.advance(4 * MINUTE);
    expect(incidents()[0]).toMatchObject({ kind: "loss" });
    expect(incidents()[0]?.notes.every(({ action }) => action === undefined)).toBe(true);
    expect(main.sent.length).toBeGreaterThan(3_000);
  });

  it("is paused, tried again after a while, and trusted once it is well", async () => {
    const wellAfter = 4 * MINUTE;
    let startedAt = Number.POSITIVE_INFINITY;
    const here = await campaign({
      loses: (to, nth, now) => quarter(to, nth) && now < startedAt + wellAfter,
      onLoss: "pause",
    });
    startedAt = here.startedAt;
    await here.lab.time.advance(3 * MINUTE);
    const whilePaused = here.main.sent.length;
    expect(whilePaused).toBeLessThan(900);
    await here.lab.time.advance(12 * MINUTE);
    expect(here.incidents()[0]?.notes.map(({ action }) => action?.split(" ").slice(1, 4).join(" "))).toEqual(
      expect.arrayContaining(["is paused", "is tried again", "sends as planned"]),
    );
    expect(here.incidents()[0]?.endedAt).toBeDefined();
    expect(here.main.sent).toHaveLength(PEOPLE);
  });
});

describe("a carrier that is well", () => {
  it("lets the pilot through, then wave after wave, without a word", async () => {
    const { lab, main, incidents } = await campaign({ loses: () => false });
    await lab.time.advance(20 * SECOND);
    expect(main.sent.length).toBeLessThan(330);
    await lab.time.advance(9 * SECOND);
    expect(main.sent.length).toBeLessThan(480);
    await lab.time.advance(6 * MINUTE);
    expect(main.sent).toHaveLength(PEOPLE);
    expect(incidents()).toEqual([]);
  });

  it("is trusted again by itself once it turns out that it was merely slow", async () => {
    let slowFrom = Number.POSITIVE_INFINITY;
    const here = await campaign({
      loses: () => false,
      slowness: (now) => (now >= slowFrom && now < slowFrom + 3 * MINUTE ? 8 : 1),
    });
    slowFrom = here.startedAt + 80 * SECOND;
    await here.lab.time.advance(12 * MINUTE);
    const ends = here.incidents().map(({ endedAt }) => endedAt !== undefined);
    expect(ends.length).toBeGreaterThan(0);
    expect(ends.every((hasEnded) => hasEnded)).toBe(true);
    expect(here.incidents()[0]?.notes.at(-1)?.action).toBe("sms.main sends as planned again");
    expect(new Set([...here.main.sent, ...here.second.sent]).size).toBe(PEOPLE);
  });
});
