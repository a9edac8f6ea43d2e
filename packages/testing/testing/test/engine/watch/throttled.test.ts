import { openTelemetry } from "@relance/opentelemetry";
import { type Provider, ProviderError } from "@relance/spec";
import { defaultPlugins } from "relance/parts";
import { afterEach, describe, expect, it } from "vitest";
import { openCollector } from "../../support/collected-metrics.ts";
import { hello, MINUTE, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** Runs two workers. For `forMs`, the provider's API accepts only `takes` messages a second. */
async function limitedTo(takes: number, facts: { readonly forMs: number; readonly perSecond?: number }) {
  const asked: { readonly at: number; readonly isThrottled: boolean }[] = [];
  const lab = await openLaboratory({
    sms: (world) => {
      const startedAt = world.runtime.now();
      const main: Provider<"sms"> = {
        kind: "a-carrier",
        channel: "sms",
        vendor: "main",
        capabilities: { receipts: false, replies: false },
        concurrency: 16,
        ...(facts.perSecond === undefined ? {} : { perSecond: facts.perSecond }),
        async send() {
          const at = world.runtime.now() - startedAt;
          const lately = asked.filter((one) => !one.isThrottled && one.at > at - SECOND).length;
          const isThrottled = at < facts.forMs && lately >= takes;
          asked.push({ at, isThrottled });
          await world.runtime.sleep(100);
          if (!isThrottled) return { ref: `main-${asked.length}` };
          throw new ProviderError("provider/rate-limited", "HTTP 429", {
            provider: "sms.main",
            disposition: "retry",
            outcome: "not-sent",
          });
        },
      };
      return { main };
    },
    singleWorker: false,
    config: { plugins: [...defaultPlugins(), openTelemetry()] },
  });
  const gateways = [];
  for (const name of ["a", "b"]) {
    const { gateway } = await lab.open(name);
    gateways.push(gateway);
    void gateway.run({ signal: stop.signal });
  }
  const [first] = gateways;
  if (first === undefined) throw new Error("there are two workers");
  const steps = [{ channel: "sms", route: ["main"], template: "hello@1" }] as const;
  const definition = hello({ deadline: "72h", steps, watch: { onLoss: "warn" } });
  const handle = await lab.finish(first.campaigns.start(definition, { rows: people(600) }));
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  return { lab, asked, handle, incidents, gateway: first };
}

describe("a provider whose API throttles us", () => {
  it("gets messages as fast as it accepts them from all workers together, in one incident that ends automatically", async () => {
    const { lab, asked, handle, incidents } = await limitedTo(10, { forMs: 40 * SECOND, perSecond: 40 });
    await lab.time.advance(10 * SECOND);
    expect(await incidents()).toEqual([]); // no incident opens while the throttling may still be short
    const [main] = await lab.finish(handle.providerStatus());
    expect(main?.causes).toContainEqual(
      expect.objectContaining({ by: "provider", does: "throttled", top: 40, since: expect.any(Date) }),
    );
    await lab.time.advance(30 * SECOND);
    expect(await incidents()).toMatchObject([
      { kind: "throttled", provider: "sms.main", campaign: 0, endedAt: undefined },
    ]);
    const taken = asked.filter(({ isThrottled }) => !isThrottled).length;
    expect(taken).toBeGreaterThan(0.65 * 10 * 40);
    expect(asked.length - taken).toBeLessThan(60); // after a refusal the workers pause for a second, so refusals stay rare
    await lab.time.advance(3 * MINUTE);
    expect(await incidents()).toHaveLength(1);
    expect((await incidents())[0]?.endedAt).toBeInstanceOf(Date);
    expect((await lab.ledger()).states).toMatchObject({ pending: 0, active: 600, exhausted: 0 });
    expect(lab.log.filter(({ event }) => event === "incident.throttled")).toHaveLength(1);
  });

  it("is detected without a configured rate", async () => {
    const { lab, asked } = await limitedTo(10, { forMs: MINUTE });
    await lab.time.advance(40 * SECOND);
    const [later, all] = [asked.filter(({ at }) => at > 5 * SECOND), asked.length];
    expect(all).toBeGreaterThan(300);
    const refused = later.filter(({ isThrottled }) => isThrottled).length;
    expect(refused).toBeLessThan(0.15 * later.length);
    expect(later.length - refused).toBeGreaterThan(0.7 * 10 * 35);
  });

  it("is reported to tools as a rate while it throttles", async () => {
    using collector = openCollector();
    const { lab } = await limitedTo(10, { forMs: MINUTE, perSecond: 40 });
    await lab.time.advance(20 * SECOND);
    const slowed = async () => {
      const told = await lab.finish(collector.told());
      return told.filter(({ name }) => name.includes(".slowed."));
    };
    const [rate, top] = await slowed();
    expect(top).toMatchObject({ attributes: { "relance.provider": "sms.main" }, value: 40 });
    expect(rate?.value).toBeGreaterThan(5);
    expect(rate?.value).toBeLessThan(20);
    await lab.time.advance(4 * MINUTE);
    expect((await slowed()).map(({ value }) => value)).toEqual([0, 0, 0]);
  });
});
