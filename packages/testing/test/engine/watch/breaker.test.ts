import { afterEach, describe, expect, it } from "vitest";
import { HOUR, hello, MINUTE, openLaboratory, people } from "../../support/laboratory.ts";
import { type Asked, refusal, refusingCarriers } from "../../support/refusing-carriers.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

const OVER_SECOND = [{ channel: "sms", route: ["second"], template: "hello@1" }] as const;

/** Two workers and two carriers; the account at the first one is refused for a while. */
async function refusedFor(refusedMs: number, deadline: string) {
  const asked: Asked[] = [];
  const unauthorized = () => refusal("provider/unauthorized", { disposition: "reroute", accountFault: true });
  const lab = await openLaboratory({
    sms: (world) =>
      refusingCarriers(world, asked, {
        refusedMs,
        mainPerSecond: 1,
        secondPerSecond: 10,
        refusal: unauthorized,
      }),
    singleWorker: false,
  });
  const gateways = [];
  for (const name of ["a", "b"]) {
    const { gateway } = await lab.open(name);
    gateways.push(gateway);
    void gateway.run({ signal: stop.signal });
  }
  const steps = [{ channel: "sms", route: ["main", "second"], template: "hello@1" }] as const;
  const start = gateways[0]?.campaigns.start(hello({ deadline, steps }), { rows: people(40) });
  if (start === undefined) throw new Error("there are two workers");
  const handle = await lab.finish(start);
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  const [gateway] = gateways;
  if (gateway === undefined) throw new Error("there are two workers");
  return { lab, asked, handle, gateway, incidents };
}

describe("a provider whose account refuses", () => {
  it("is tried with one message at a time, says why, and everybody who waited is sent to", async () => {
    const { lab, asked, handle, incidents } = await refusedFor(5 * MINUTE, "+72h");
    await lab.time.advance(4 * MINUTE);
    const afterwards = asked.filter(({ at }) => at > 30_000);
    expect(asked.length - afterwards.length).toBeLessThanOrEqual(16); // what was under way when it began
    expect(afterwards).toHaveLength(2); // after one minute, after two more
    expect(await incidents()).toMatchObject([{ kind: "breaker", provider: "sms.main", endedAt: undefined }]);
    expect((await incidents())[0]?.notes[0]?.fact).toContain("provider/unauthorized");
    const [main] = await lab.finish(handle.providers());
    expect(main).toMatchObject({ condition: "closed", causes: [{ by: "breaker" }] });
    await lab.time.advance(10 * MINUTE);
    expect((await lab.ledger()).states).toMatchObject({ pending: 0, active: 40, exhausted: 0 });
    expect(asked.every(({ via }) => via === "main")).toBe(true);
    expect((await incidents())[0]?.endedAt).toBeInstanceOf(Date);
  });

  it("stands in the report of the campaign that met it, and of no other", async () => {
    const { lab, handle, gateway } = await refusedFor(5 * MINUTE, "+72h");
    const elsewhere = await lab.finish(
      gateway.campaigns.start(hello({ name: "elsewhere", steps: OVER_SECOND }), {
        rows: people(2, 50),
      }),
    );
    await lab.time.advance(14 * MINUTE);
    const [incident, ...more] = (await lab.finish(handle.report())).incidents;
    expect(incident).toMatchObject({ kind: "breaker", provider: "sms.main", campaign: 0 });
    expect(incident?.notes[0]?.fact).toContain("provider/unauthorized");
    expect(incident?.endedAt).toBeInstanceOf(Date);
    expect(more).toEqual([]);
    expect((await lab.finish(elsewhere.report())).incidents).toEqual([]);
    const later = await lab.finish(gateway.campaigns.start(hello({ name: "later" }), { rows: people(2, 60) }));
    await lab.time.advance(MINUTE);
    expect((await lab.finish(later.report())).incidents).toEqual([]);
  });

  it("is left for another vendor where people lack the time to wait", async () => {
    const { lab, asked, handle } = await refusedFor(9 * HOUR, "+2m");
    await lab.time.advance(90_000);
    expect(asked.filter(({ via, isRefused }) => via === "second" && !isRefused).length).toBe(40);
    const [main] = await lab.finish(handle.providers());
    expect(main?.causes).toMatchObject([
      { by: "breaker", does: "closed" },
      { by: "watch", does: "rerouted", via: "sms.second" },
    ]);
  });
});
