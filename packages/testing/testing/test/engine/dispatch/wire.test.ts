import type { Store } from "@relance/spec";
import { describe, expect, it } from "vitest";
import type { VirtualProcess } from "../../../src/index.ts";
import { type FakeVendor, type FakeVendorOptions, fakeVendor } from "../../support/fake-vendor.ts";
import { hello, type Laboratory, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

async function campaignOver(
  options: FakeVendorOptions,
  count = 1,
  storeOf?: (world: VirtualProcess, store: Store) => Store,
): Promise<{ lab: Laboratory; main: FakeVendor }> {
  const ends: FakeVendor[] = [];
  const lab = await openLaboratory({
    sms: (world) => {
      const main = fakeVendor(world, options);
      ends.push(main);
      return { main: main.provider };
    },
    storeOf: (store) => storeOf?.(lab.world, store) ?? store,
  });
  const { gateway } = await lab.open("starter");
  await lab.finish(gateway.campaigns.start(hello(), { rows: people(count) }));
  const [main] = ends;
  if (main === undefined) throw new Error("no fake vendor");
  return { lab, main };
}

describe("a call in flight", () => {
  it("is aborted at the end of its budget, and its outcome is uncertain", async () => {
    const { lab, main } = await campaignOver({ sendBudgetMs: 2 * SECOND, takesMs: 3_600 * SECOND });
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(4 * SECOND);
    expect(main.aborted).toBe(1);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "uncertain", count: 1 }]);
  });

  it("is abandoned if its client ignores the abort", async () => {
    const never = { sendBudgetMs: 2 * SECOND, takesMs: 1e9, isDeafToAbort: true, concurrency: 1 };
    const { lab, main } = await campaignOver(never, 2);
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(8 * SECOND);
    expect(main.received).toHaveLength(2);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "uncertain", count: 2 }]);
  });

  it("counts as accepted if its answer arrives after it was abandoned", async () => {
    const late = { sendBudgetMs: 2 * SECOND, takesMs: 10 * SECOND, isDeafToAbort: true };
    const { lab } = await campaignOver(late);
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(5 * SECOND);
    const before = (await lab.ledger()).attempts;
    await lab.time.advance(10 * SECOND);
    expect(before).toMatchObject([{ state: "uncertain" }]);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", count: 1 }]);
  });

  it("ends with the worker, whatever its client does", async () => {
    const { lab } = await campaignOver({ takesMs: 1e9, isDeafToAbort: true });
    const { gateway } = await lab.open("worker");
    const stop = new AbortController();
    const running = gateway.run({ signal: stop.signal, grace: "1s" });
    await lab.time.advance(2 * SECOND);
    stop.abort();
    await lab.time.advance(3 * SECOND);
    await expect(running).resolves.toBeUndefined();
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "uncertain", count: 1 }]);
  });

  it("is skipped if the process was suspended since the claim, and is made later", async () => {
    let stoodStill = 0;
    const { lab, main } = await campaignOver({ sendBudgetMs: 2 * SECOND }, 1, (world, store) => ({
      ...store,
      async claim(request) {
        const answer = await store.claim(request);
        if (answer.claimed.length === 0 || stoodStill > 0) return answer;
        stoodStill = answer.claimed.length;
        await world.runtime.sleep(2 * SECOND + 1);
        return answer;
      },
    }));
    const { gateway } = await lab.open("worker");
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(3 * SECOND);
    const before = { received: main.received.length, attempts: (await lab.ledger()).attempts };
    await lab.time.advance(5 * SECOND);
    expect(before).toMatchObject({ received: 0, attempts: [{ state: "not-sent", count: 1 }] });
    expect(main.received).toHaveLength(1);
  });
});
