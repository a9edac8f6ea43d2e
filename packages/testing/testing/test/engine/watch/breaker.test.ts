import { afterEach, describe, expect, it } from "vitest";
import { HOUR, hello, MINUTE, openLaboratory, people } from "../../support/laboratory.ts";
import { refusal, refusingCarriers, type SentRequest } from "../../support/refusing-carriers.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

const OVER_SECOND = [{ channel: "sms", route: ["second"], template: "hello@1" }] as const;

interface Facts {
  readonly route?: readonly ("main" | "second")[];
  readonly secondPerSecond?: number;
  readonly onLoss?: "warn" | "pause";
  readonly seed?: number;
}

/** Runs two workers and two carriers. The first carrier refuses the account for a limited time. */
async function refusedFor(
  refusedMs: number,
  deadline: string,
  { route = ["main", "second"], secondPerSecond = 10, onLoss, seed }: Facts = {},
) {
  const asked: SentRequest[] = [];
  const unauthorized = () => refusal("provider/unauthorized", { disposition: "reroute", accountFault: true });
  const lab = await openLaboratory({
    sms: (world) =>
      refusingCarriers(world, asked, {
        refusedMs,
        mainPerSecond: 1,
        secondPerSecond,
        refusal: unauthorized,
      }),
    singleWorker: false,
    seed,
  });
  const gateways = [];
  for (const name of ["a", "b"]) {
    const { gateway } = await lab.open(name);
    gateways.push(gateway);
    void gateway.run({ signal: stop.signal });
  }
  const steps = [{ channel: "sms", route, template: "hello@1" }] as const;
  const watch = onLoss === undefined ? {} : { watch: { onLoss } };
  const start = gateways[0]?.campaigns.start(hello({ deadline, steps, ...watch }), { rows: people(40) });
  if (start === undefined) throw new Error("there are two workers");
  const handle = await lab.finish(start);
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  const [gateway] = gateways;
  if (gateway === undefined) throw new Error("there are two workers");
  return { lab, asked, handle, gateway, incidents };
}

describe("a provider that refuses the account", () => {
  it("is probed with one message at a time, and recipients wait if the route has no other vendor", async () => {
    const { lab, asked, handle, incidents } = await refusedFor(5 * MINUTE, "72h", { route: ["main"] });
    await lab.time.advance(4 * MINUTE);
    const afterwards = asked.filter(({ at }) => at > 30_000);
    // these messages were in flight at the first refusal
    expect(asked.length - afterwards.length).toBeLessThanOrEqual(16);
    expect(afterwards).toHaveLength(2); // probes come after one minute, then after two minutes
    expect(await incidents()).toMatchObject([{ kind: "breaker", provider: "sms.main", endedAt: undefined }]);
    expect((await incidents())[0]?.notes[0]?.fact).toContain("provider/unauthorized");
    const [main] = await lab.finish(handle.providerStatus());
    expect(main).toMatchObject({ condition: "closed", causes: [{ by: "breaker" }] });
    await lab.time.advance(10 * MINUTE);
    expect((await lab.ledger()).states).toMatchObject({ pending: 0, active: 40, exhausted: 0 });
    expect(asked.every(({ via }) => via === "main")).toBe(true);
    expect((await incidents())[0]?.endedAt).toBeInstanceOf(Date);
  });

  it("is in the report of the campaign that it affected, and of no other", async () => {
    const { lab, handle, gateway } = await refusedFor(5 * MINUTE, "72h", { route: ["main"] });
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

  it.each([{}, { onLoss: "warn" }, { onLoss: "pause" }] as const)(
    "is replaced by another vendor within seconds, however far the deadline (%o)",
    async (facts) => {
      const { lab, asked, handle } = await refusedFor(9 * HOUR, "72h", facts);
      await lab.time.advance(20_000);
      expect(asked.filter(({ via, isRefused }) => via === "second" && !isRefused).length).toBe(40);
      const [main] = await lab.finish(handle.providerStatus());
      expect(main?.causes).toMatchObject([
        { by: "breaker", does: "closed" },
        { by: "plugin:watch", does: "rerouted", via: "sms.second" },
      ]);
    },
  );

  it.each([1, 3, 8])(
    "gets one probe at growing intervals while other recipients use another vendor (order of tasks %i)",
    async (seed) => {
      const { lab, asked, incidents } = await refusedFor(5 * MINUTE, "72h", { secondPerSecond: 0.05, seed });
      await lab.time.advance(4 * MINUTE);
      const tries = asked.filter(({ via, at }) => via === "main" && at > 30_000);
      expect(tries).toHaveLength(2); // probes come after one minute, then after two minutes
      expect(tries[1]?.at).toBeGreaterThan(3 * MINUTE);
      expect(asked.filter(({ via }) => via === "second").length).toBeGreaterThan(8);
      await lab.time.advance(12 * MINUTE);
      expect((await lab.ledger()).states).toMatchObject({ pending: 0, active: 40, exhausted: 0 });
      expect(asked.some(({ via, isRefused }) => via === "main" && !isRefused)).toBe(true);
      expect((await incidents())[0]?.endedAt).toBeInstanceOf(Date);
    },
  );
});
