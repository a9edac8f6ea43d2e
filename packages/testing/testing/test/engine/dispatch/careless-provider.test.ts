import { type Provider, ProviderError } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const refusal = (code: ProviderError["code"], retryAfterMs: number, accountFault = false) =>
  new ProviderError(code, "no", { provider: "fake-vendor", disposition: "retry", retryAfterMs, accountFault });

/** A custom provider that behaves incorrectly must not stop the messages of other providers. */
describe("a careless provider", () => {
  it.each([
    ["a throttle with a fraction of a millisecond", () => refusal("provider/rate-limited", 1_500.7)],
    ["a throttle until no number", () => refusal("provider/rate-limited", Number.NaN)],
    ["an account's fault until no number", () => refusal("provider/account", Number.NaN, true)],
    ["a retry at no number", () => refusal("provider/refused", Number.NaN)],
  ])("that answers %s is tried again, with all recipients", async (_what, refuse) => {
    let calls = 0;
    const lab = await openLaboratory({
      sms: (world) => ({
        main: fakeVendor(world, { refuse: () => (++calls <= 3 ? refuse() : undefined) }).provider,
      }),
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(20) }));
    const running = gateway.run({ signal: new AbortController().signal });
    await Promise.race([running, lab.time.advance(300 * SECOND)]);
    const accepted = (await lab.ledger()).attempts.filter(({ state }) => state === "accepted");
    expect(accepted).toMatchObject([{ count: 20 }]);
  });

  it.each([
    ["a number", 4711],
    ["nothing", null],
  ])("that returns %s as an id has its messages accepted, and a receipt finds its message", async (_what, ref) => {
    const lab = await openLaboratory({
      sms: (world) => {
        const { provider } = fakeVendor(world, { capabilities: { receipts: true } });
        return { main: { ...provider, send: async () => ({ ref }) } as unknown as Provider<"sms"> };
      },
    });
    const { gateway } = await lab.open("worker");
    await lab.finish(gateway.campaigns.start(hello(), { rows: people(1) }));
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(60 * SECOND);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", evidence: "none", count: 1 }]);
    if (ref === null) return;
    const receipt = { type: "receipt", kind: "delivered", quality: "handset", ref: String(ref) } as const;
    await lab.finish(partsOf(gateway).engine.port.record("sms.main", [receipt], new Uint8Array()));
    await lab.time.advance(60 * SECOND);
    expect((await lab.ledger()).attempts).toMatchObject([{ state: "accepted", evidence: "delivered", count: 1 }]);
  });
});
