import { describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../support/laboratory.ts";
import { twoCarriers } from "../../support/two-carriers.ts";

const quarter = (_: string, nth: number) => nth % 4 === 0;

/** Runs a campaign with a loss and `onLoss: pause`. Its only step waits 48 hours for an answer. */
async function pausing(deadline: string) {
  const here = await twoCarriers({ loses: quarter, onLoss: "pause", deadline });
  const notes = async () => (await here.incidents())[0]?.notes ?? [];
  return { ...here, notes, measures: async () => (await notes()).flatMap(({ did }) => did ?? []) };
}

describe("a campaign that would wait for a provider", () => {
  it("does not if recipients would lack time before their deadline: they use another vendor immediately", async () => {
    const { lab, second, notes, measures } = await pausing("2885m"); // the deadline is five minutes after the end of the wait
    await lab.time.advance(2 * MINUTE);
    expect(await measures()).toContain("rerouted");
    expect(await measures()).not.toContain("paused");
    expect((await notes()).find(({ did }) => did === "rerouted")?.fact).toContain("before their deadline");
    await lab.time.advance(30 * SECOND);
    expect(second.sent.length).toBeGreaterThan(1_000);
    expect((await lab.ledger()).holds).toBe(true);
  });

  it("waits while there is time, and not a minute longer", async () => {
    const { lab, second, measures } = await pausing("2891m");
    await lab.time.advance(2 * MINUTE);
    expect(await measures()).toContain("paused");
    expect(second.sent).toHaveLength(0);
    let minutes = 2;
    for (; second.sent.length === 0 && minutes < 12; minutes++) await lab.time.advance(60 * SECOND);
    expect(await measures()).toContain("rerouted");
    expect(minutes).toBeGreaterThan(2);
    expect(second.sent.length).toBeGreaterThan(0);
  });
});
