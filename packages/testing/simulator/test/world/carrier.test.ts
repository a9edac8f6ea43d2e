import { describe, expect, it } from "vitest";
import { type Report, SILENT_HABITS } from "../../src/index.ts";
import { phoneOf, type Scene, scene } from "../support/population.ts";

const quiet = { habits: SILENT_HABITS };

function sendTo(stage: Scene, index: number, carrier = "main"): Report[] {
  const reports: Report[] = [];
  stage.world.carrier(carrier).submit({
    address: phoneOf(index),
    attemptId: `a${index}`,
    letter: { text: "hello" },
    onReport: (report) => reports.push(report),
  });
  return reports;
}

describe("a carrier", () => {
  it("delivers a message to its reader and reports the handset", async () => {
    const stage = scene({ ...quiet, count: 1 });
    stage.world.carrier("main", { receipts: 1 });
    const reports = sendTo(stage, 0);
    await stage.run();
    expect(reports.map(({ kind, quality }) => [kind, quality])).toEqual(
      expect.arrayContaining([
        ["in-transit", "carrier"],
        ["delivered", "handset"],
      ]),
    );
    expect(stage.world.person("p0")?.received).toMatchObject([{ text: "hello", attemptId: "a0" }]);
  });

  it("loses a quarter silently beyond its own network, and reveals no recipient", async () => {
    const stage = scene({ ...quiet, count: 2_000 });
    stage.world.carrier("main", { loss: 0.26, receipts: 1 });
    const reports = Array.from({ length: 2_000 }, (_, index) => sendTo(stage, index));
    await stage.run();
    const { neverReached, couriers } = stage.world.report();
    expect(neverReached).toBeGreaterThan(440);
    expect(neverReached).toBeLessThan(600);
    expect(couriers.main).toMatchObject({ requests: 2_000, taken: 2_000, refused: 0, lost: neverReached });
    const unreported = reports.filter((own) => own.every(({ kind }) => kind === "in-transit"));
    expect(unreported).toHaveLength(neverReached);
  });

  it("refuses unknown numbers, the same ones at every carrier", () => {
    const stage = scene({ ...quiet, count: 500 });
    const refusedBy = (name: string) =>
      Array.from({ length: 500 }, (_, index) => index).filter((index) => {
        const carrier = stage.world.carrier(name, { unknownAddresses: 0.05 });
        return !carrier.submit({ address: phoneOf(index), letter: { text: "x" } }).taken;
      });
    const refused = refusedBy("main");
    expect(refused.length).toBeGreaterThan(10);
    expect(refusedBy("second")).toEqual(refused);
  });

  it("reports undeliverable messages, with the reason", async () => {
    const stage = scene({ ...quiet, count: 1 });
    stage.world.carrier("dead", { deadAddresses: 1, receipts: 1 });
    stage.world.carrier("away", { unreachable: 1, receipts: 1 });
    const dead = sendTo(stage, 0, "dead");
    const away = sendTo(stage, 0, "away");
    await stage.run();
    expect(dead.at(-1)).toMatchObject({ kind: "undelivered", reason: "unknown-address" });
    expect(away.at(-1)).toMatchObject({ kind: "undelivered", reason: "unreachable" });
  });

  it("gives up once the message's validity has ended", async () => {
    const stage = scene({ ...quiet, count: 1 });
    const carrier = stage.world.carrier("main", {
      latency: [{ share: 1, medianMs: 60_000, sigma: 0 }],
      receipts: 1,
    });
    const reports: Report[] = [];
    const onReport = (report: Report) => void reports.push(report);
    carrier.submit({ address: phoneOf(0), letter: { text: "x" }, validityMs: 30_000, onReport });
    await stage.run();
    expect(reports.at(-1)).toMatchObject({ kind: "undelivered", reason: "expired" });
    expect(stage.world.person("p0")?.received).toEqual([]);
  });

  it("delivers but reports nothing while receipts are down", async () => {
    const stage = scene({ ...quiet, count: 50, faults: [{ provider: "main", receipts: 0 }] });
    const reports = Array.from({ length: 50 }, (_, index) => sendTo(stage, index));
    await stage.run();
    expect(reports.flat()).toEqual([]);
    expect(stage.world.report().reached).toBe(50);
  });

  it.each([
    { fault: { unavailable: 1 }, why: "unavailable" },
    { fault: { throttled: 1, retryAfterMs: 7_000 }, why: "throttled", retryAfterMs: 7_000 },
    { fault: { refused: 1 }, why: "unknown-address" },
  ])("answers $why during this fault, and accepts nothing", ({ fault, ...answer }) => {
    const stage = scene({ ...quiet, count: 1, faults: [{ provider: "main", ...fault }] });
    const verdict = stage.world.carrier("main").submit({ address: phoneOf(0), letter: { text: "x" } });
    expect(verdict).toMatchObject({ taken: false, ...answer });
    expect(stage.world.report().couriers.main?.taken).toBe(0);
  });

  it("delivers an accepted message although the answer is lost", async () => {
    const stage = scene({ ...quiet, count: 1, faults: [{ provider: "main", cut: 1 }] });
    const verdict = stage.world.carrier("main").submit({ address: phoneOf(0), letter: { text: "x" } });
    expect(verdict).toMatchObject({ taken: true, isAnswerLost: true });
    await stage.run();
    expect(stage.world.report().reached).toBe(1);
  });

  it("refuses messages to a recipient after STOP, until START", () => {
    const stage = scene({ ...quiet, count: 1 });
    const carrier = stage.world.carrier("main");
    const heard: (string | undefined)[] = [];
    carrier.listen(({ optOut }) => heard.push(optOut));
    carrier.reply(phoneOf(0), "36000", " Arrêt ");
    expect(carrier.submit({ address: phoneOf(0), letter: { text: "x" } })).toMatchObject({
      why: "opted-out",
    });
    carrier.reply(phoneOf(0), "36000", "start");
    expect(carrier.submit({ address: phoneOf(0), letter: { text: "x" } }).taken).toBe(true);
    carrier.reply(phoneOf(0), "36000", "OK 47");
    expect(heard).toEqual(["stop", "start", undefined]);
  });

  it("counts a message that arrives twice as repeated", async () => {
    const stage = scene({ ...quiet, count: 1 });
    sendTo(stage, 0);
    sendTo(stage, 0);
    await stage.run();
    expect(stage.world.report().repeats).toBe(1);
  });
});
