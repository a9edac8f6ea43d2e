import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

/** Opens a gateway that requests its own public URL. The test can cut the connection. */
async function connected(): Promise<{
  lab: Laboratory;
  letters: string[];
  cut: (isCut: boolean) => void;
  open: (name: string) => Promise<{ crash(): void }>;
}> {
  let isCut = false;
  const letters: string[] = [];
  const gateways = new Map<string, (token: string) => Promise<boolean>>();
  const lab = await openLaboratory({
    sms: (world) => ({ main: fakeVendor(world, { capabilities: { receipts: true } }).provider }),
    config: { publicUrl: "https://test.invalid/relance" },
    overrides: {
      pollMs: 10 * SECOND,
      async callOurselves(url, token) {
        expect(url).toBe("https://test.invalid/relance/ingress-check");
        letters.push(token);
        const [hear] = gateways.values();
        if (isCut || hear === undefined) throw new Error("nobody answers");
        return hear(token);
      },
    },
  });
  return {
    lab,
    letters,
    cut(is) {
      isCut = is;
    },
    async open(name) {
      const { gateway, process } = await lab.open(name);
      partsOf(gateway).engine.listen();
      gateways.set(name, (token) => partsOf(gateway).engine.port.isOwnRequest(token));
      return {
        crash() {
          process.crash();
          gateways.delete(name);
        },
      };
    },
  };
}

const incidents = async (lab: Laboratory) =>
  (await lab.store.incidents({ limit: 10 })).rows.map(({ kind, endedAt }) => `${kind} ${endedAt ? "ended" : "open"}`);
const gaps = async (lab: Laboratory) =>
  (await lab.store.heartbeat({ incarnation: "look", role: "worker", version: "1", providers: [] })).openGaps;

describe("our own public URL", () => {
  it("is tested every half minute while requests arrive", async () => {
    const { lab, letters, open } = await connected();
    await open("receiver");
    await lab.time.advance(10 * MINUTE);
    expect(letters.length).toBeGreaterThan(18);
    expect(letters.length).toBeLessThan(23);
    expect(await gaps(lab)).toEqual([]);
    expect(await incidents(lab)).toEqual([]);
  });

  it("without an arrival for a minute causes an incident and a gap since the last arrival, which end automatically", async () => {
    const { lab, cut, open } = await connected();
    await open("receiver");
    await lab.time.advance(2 * MINUTE);
    const heard = lab.time.now();
    cut(true);
    await lab.time.advance(25 * SECOND);
    expect(await gaps(lab)).toEqual([]);
    await lab.time.advance(75 * SECOND);
    const [gap] = await gaps(lab);
    expect(gap).toMatchObject({ provider: "sms.main", to: undefined });
    expect(Math.abs((gap?.from ?? 0) - heard)).toBeLessThan(40 * SECOND);
    expect(await incidents(lab)).toEqual(["ingress open"]);
    cut(false);
    await lab.time.advance(15 * SECOND);
    expect((await gaps(lab))[0]?.to).toBeDefined();
    expect(await incidents(lab)).toEqual(["ingress ended"]);
  });

  it("moves no recipient for a missing receipt while no test request arrives", async () => {
    const { lab, cut, open } = await connected();
    await open("receiver");
    await lab.time.advance(MINUTE);
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(10) }));
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(5 * SECOND);
    cut(true);
    await lab.time.advance(60 * MINUTE);
    expect((await lab.events()).filter(({ type }) => type === "attempt.unknown")).toEqual([]);
  });

  it("that never received a test request proves nothing, because it may not be reachable from inside", async () => {
    const { lab, cut, open } = await connected();
    cut(true);
    await open("receiver");
    await lab.time.advance(10 * MINUTE);
    expect(await gaps(lab)).toEqual([]);
    expect(await incidents(lab)).toEqual([]);
    expect(lab.log.map(({ event }) => event)).toContain("ingress.own-request-lost");
  });

  it("is not considered reachable by a process that has just started", async () => {
    const { lab, cut, open } = await connected();
    const first = await open("receiver");
    await lab.time.advance(2 * MINUTE);
    cut(true);
    await lab.time.advance(2 * MINUTE);
    first.crash();
    await open("receiver-2");
    await lab.time.advance(MINUTE);
    expect(await gaps(lab)).toMatchObject([{ to: undefined }]);
    cut(false);
    await lab.time.advance(15 * SECOND);
    expect((await gaps(lab))[0]?.to).toBeDefined();
  });

  it("is not considered reachable after forged, old or repeated requests", async () => {
    const { lab, letters, cut, open } = await connected();
    await open("receiver");
    const { gateway } = await lab.open("another");
    const { port } = partsOf(gateway).engine;
    await lab.time.advance(2 * MINUTE);
    cut(true);
    await lab.time.advance(40 * SECOND);
    const [first = ""] = letters;
    const arrived = letters.findLast((_, n) => n < letters.length - 2) ?? "";
    expect(await lab.finish(port.isOwnRequest("x".repeat(40)))).toBe(false);
    expect(await lab.finish(port.isOwnRequest(first))).toBe(false); // the marker is too old
    expect(await lab.finish(port.isOwnRequest(arrived))).toBe(true); // a repeated marker changes nothing
    await lab.time.advance(40 * SECOND);
    expect(await gaps(lab)).toMatchObject([{ to: undefined }]);
  });
});
