import { describe, expect, it } from "vitest";
import { type Fault, type Report, SILENT_HABITS } from "../../src/index.ts";
import { type Scene, scene } from "../support/population.ts";

const COUNT = 200;
const EVEN = (address: string) => Number.parseInt(address.slice(-1), 10) % 2 === 0;

async function sendAll(stage: Scene, transit?: boolean): Promise<readonly (readonly Report["kind"][])[]> {
  const carrier = stage.world.carrier("main", { receipts: 1, transit });
  const all = Array.from({ length: COUNT }, (_, index) => {
    const reports: Report["kind"][] = [];
    const address = `+3363998${String(index).padStart(4, "0")}`;
    const onReport = ({ kind }: Report) => void reports.push(kind);
    carrier.submit({ address, attemptId: `a${index}`, letter: { text: "x" }, onReport });
    return reports;
  });
  await stage.run();
  return all;
}

function weather(fault: Omit<Fault, "provider">): Scene {
  return scene({ habits: SILENT_HABITS, count: COUNT, faults: [{ provider: "main", ...fault }] });
}

describe("a fault", () => {
  it("affects its own addresses only", async () => {
    const stage = weather({ loss: 1, only: EVEN });
    await sendAll(stage);
    const received = [...stage.world.people()].map((person) => person.received.length);
    expect(received).toEqual(Array.from({ length: COUNT }, (_, index) => index % 2));
  });

  it("refuses its own addresses", async () => {
    const stage = weather({ refused: 1, only: EVEN });
    await sendAll(stage);
    expect(stage.world.taken()).toBe(COUNT / 2);
  });

  it("reports lost messages as delivered if receipts are fake", async () => {
    const stage = weather({ loss: 1, fake: 1 });
    const reports = await sendAll(stage, false);
    expect(new Set(reports.flat())).toEqual(new Set(["delivered"]));
    expect(reports.flat()).toHaveLength(COUNT);
    expect(stage.world.report()).toMatchObject({ neverReached: COUNT, couriers: { main: { lost: COUNT } } });
  });

  it("returns mail from the bouncing addresses, the same ones whatever the carrier", async () => {
    const stage = scene({
      habits: SILENT_HABITS,
      count: COUNT,
      faults: ["main", "second"].map((provider) => ({ provider, bounced: 0.2 })),
    });
    const bouncedBy = async (name: string) => {
      const host = stage.world.mailHost(name, { reports: "bounces", receipts: 1 });
      const reports: [number, Report["kind"]][] = [];
      for (let index = 0; index < COUNT; index++) {
        const onReport = ({ kind }: Report) => void reports.push([index, kind]);
        host.submit({ address: `p${index}@example.org`, letter: { text: "x" }, onReport });
      }
      await stage.run();
      return reports.toSorted(([a], [b]) => a - b);
    };
    const main = await bouncedBy("main");
    expect(main.length).toBeGreaterThan(20);
    expect(new Set(main.map(([, kind]) => kind))).toEqual(new Set(["undelivered"]));
    expect(await bouncedBy("second")).toEqual(main);
  });

  it("reports no transit unless it is requested", async () => {
    const kinds = async (transit: boolean) => new Set((await sendAll(weather({}), transit)).flat());
    expect(await kinds(true)).toEqual(new Set(["in-transit", "delivered"]));
    expect(await kinds(false)).toEqual(new Set(["delivered"]));
  });
});
