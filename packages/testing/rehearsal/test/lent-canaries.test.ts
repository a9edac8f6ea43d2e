import type { LentArrivals } from "@relance/canaries";
import { rehearse } from "@relance/rehearsal";
import { describe, expect, it } from "vitest";
import { parseScenario } from "../src/scenario/load-scenario.ts";
import { campaign } from "./support/rehearsed.ts";

const PEOPLE = 300;
/** Six networks with three test numbers each. The networks stand for the largest networks of invented numbers. */
const NETWORKS = ["one", "two", "three", "four", "five", "six"];
const LENT = NETWORKS.flatMap((network) => [{ network }, { network }, { network }]);

/** Rehearses a campaign in which the first provider has a fault. */
async function played(weather: string) {
  const { rehearsal, report } = await rehearse({
    campaign: campaign({ plugins: { canaries: { lent: LENT } } }),
    scenario: parseScenario(`version: 1\nname: own\nweather: [${weather}]\n`, "own.yaml"),
    recipients: PEOPLE,
    report: {},
  });
  return { rehearsal, canaries: (report?.plugins.canaries ?? []) as readonly LentArrivals[] };
}

describe("lent numbers in a rehearsal", () => {
  it("without a fault get their messages, and are not counted as recipients", async () => {
    const { rehearsal, canaries } = await played("");
    expect(canaries.map(({ network }) => network)).toEqual(NETWORKS.toSorted());
    for (const row of canaries) {
      expect(row).toMatchObject({ provider: "sms.main", sent: 3 });
      expect(row.seen).toBeGreaterThanOrEqual(2); // some SMS take half an hour to arrive
    }
    const { incidents, ledger, truth } = rehearsal;
    expect(incidents).toEqual([]);
    expect(ledger).toMatchObject({ audience: { enrolled: PEOPLE }, holds: true });
    expect(truth).toMatchObject({ reached: PEOPLE, missed: 0 });
  });

  it("reveal the network whose messages are lost, although all of them are reported as delivered", async () => {
    const { canaries } = await played("{ provider: first, network: 26%, loss: 100%, fake: 100% }");
    const [lost, ...others] = canaries.toSorted((a, b) => a.seen - b.seen);
    expect(lost).toMatchObject({ network: "one", sent: 3, delivered: 3, seen: 0, medianMs: undefined });
    for (const { seen } of others) expect(seen).toBeGreaterThanOrEqual(2);
  });

  it("reveal a provider with fake receipts", async () => {
    const { rehearsal } = await played("{ provider: first, loss: 50%, fake: 100% }");
    const made = rehearsal.incidents.find(({ kind }) => kind === "fake-receipts");
    expect(made).toMatchObject({ provider: "sms.main" });
    expect(made?.notes[0]?.fact).toMatch(/messages to rented numbers were reported as delivered, but did not arrive/);
  });
});
