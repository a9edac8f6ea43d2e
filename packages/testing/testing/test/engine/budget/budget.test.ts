import { type CampaignDefinition, type Provider, ProviderError } from "@relance/spec";
import { afterEach, describe, expect, it } from "vitest";
import { fakeVendor } from "../../support/fake-vendor.ts";
import { hello, MINUTE, openLaboratory, people } from "../../support/laboratory.ts";

const TEMPLATES = {
  "hello@1": { sms: () => ({ text: "hello" }), email: () => ({ subject: "hello", text: "hello" }) },
  "long@1": { sms: () => ({ text: "x".repeat(200) }) },
};
const PRICES = { currency: "EUR", perMessage: { "sms.main": 0.05 } };

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

interface Setting {
  readonly definition?: Partial<CampaignDefinition>;
  readonly count?: number;
  readonly workers?: number;
  /** Returns whether the carrier refuses message number `nth`. @default none */
  readonly refuses?: (nth: number) => boolean;
}

async function campaignOf({ definition = {}, count = 100, workers = 2, refuses = () => false }: Setting) {
  const sent: string[] = [];
  let asked = 0;
  const sms = (world: { runtime: { sleep(ms: number): Promise<void> } }): Provider<"sms"> => ({
    kind: "a-carrier",
    channel: "sms",
    vendor: "one",
    capabilities: { receipts: false, replies: false },
    concurrency: 8,
    send: async ({ to }) => {
      asked += 1;
      const isRefused = refuses(asked);
      await world.runtime.sleep(200);
      if (isRefused)
        throw new ProviderError("provider/bad-recipient", "unknown number", {
          provider: "sms.main",
          disposition: "reject",
          outcome: "not-sent",
        });
      sent.push(to);
      return { ref: `ref-${asked}` };
    },
  });
  const lab = await openLaboratory({
    sms: (world) => ({ main: sms(world) }),
    singleWorker: false,
    config: { prices: PRICES, templates: TEMPLATES },
  });
  const gateways = [];
  for (let n = 0; n < workers; n++) {
    const { gateway } = await lab.open(`worker-${n}`);
    gateways.push(gateway);
    void gateway.run({ signal: stop.signal });
  }
  const [gateway] = gateways;
  if (gateway === undefined) throw new Error("there is a worker");
  const loaded = hello({ budget: "2 EUR", ...definition }, TEMPLATES);
  const handle = await lab.finish(gateway.campaigns.start(loaded, { rows: people(count) }));
  const incidents = async () => (await lab.store.incidents({ limit: 100 })).rows;
  return { lab, gateway, handle, sent, incidents };
}

describe("a campaign with a budget", () => {
  it("sends as many messages as it can pay, whichever worker sends, and reports the end", async () => {
    const { lab, handle, sent, incidents } = await campaignOf({});
    await lab.time.advance(5 * MINUTE);
    expect(sent).toHaveLength(40); // 2 EUR pay for 40 messages at 5 cents
    expect((await lab.ledger()).budget).toMatchObject({ currency: "EUR", limit: 2, spent: 2 });
    expect(await incidents()).toMatchObject([
      { kind: "budget", endedAt: undefined, notes: [{ actor: "relance", did: "paused" }] },
    ]);
    const [main] = await lab.finish(handle.providerStatus());
    expect(main).toMatchObject({ condition: "paused", causes: [{ by: "budget", does: "paused" }] });
    const refused = (await lab.ledger()).attempts.filter(({ state }) => state === "not-sent");
    expect(refused.reduce((sum, one) => sum + one.count, 0)).toBeLessThanOrEqual(2 * 64); // each worker makes one claim
  });

  it("resumes the stopped recipients once an operator raises it", async () => {
    const { lab, handle, sent, incidents } = await campaignOf({});
    await lab.time.advance(5 * MINUTE);
    const raised = { amount: 3, actor: "ada", reason: "the ministry pays" };
    expect(await lab.finish(handle.setBudget(raised))).toMatchObject({ limit: 3, spent: 2 });
    await lab.time.advance(5 * MINUTE);
    expect(sent).toHaveLength(60);
    await lab.finish(handle.setBudget({ ...raised, amount: 100 }));
    await lab.time.advance(5 * MINUTE);
    expect(new Set(sent).size).toBe(100);
    expect(sent).toHaveLength(100);
    expect((await incidents())[0]?.endedAt).toBeInstanceOf(Date);
    expect((await incidents())[0]?.notes.filter(({ actor }) => actor === "ada")).toHaveLength(2);
    expect((await lab.ledger()).budget?.changes).toMatchObject([{ limit: 3 }, { limit: 100, actor: "ada" }]);
  });

  it("counts an SMS by its segments", async () => {
    const steps = [{ channel: "sms", route: ["main"], template: "long@1" }] as const;
    const { lab, sent } = await campaignOf({ definition: { steps } });
    await lab.time.advance(5 * MINUTE);
    expect(sent).toHaveLength(20);
  });

  it("pays nothing for messages that the carrier refused, and uses this money automatically", async () => {
    const { lab, sent } = await campaignOf({ refuses: (nth) => nth > 30 && nth <= 45 });
    await lab.time.advance(10 * MINUTE);
    expect(sent).toHaveLength(40);
    expect((await lab.ledger()).budget).toMatchObject({ spent: 2 });
  });

  it("lists unreached recipients, and closes the campaign", async () => {
    const { lab, handle } = await campaignOf({ count: 50, definition: { deadline: "30m" } });
    await lab.time.advance(32 * MINUTE);
    const { unreachedBy, state, holds } = await lab.ledger();
    expect({ unreachedBy, state, holds }).toMatchObject({
      unreachedBy: { budget: 10 },
      state: "closed",
      holds: true,
    });
    const reasons: string[] = [];
    const read = async () => {
      for await (const { cause } of handle.unreached()) reasons.push(cause);
    };
    await lab.finish(read());
    expect(reasons.filter((reason) => reason === "budget")).toHaveLength(10);
  });

  it("waits for a process that knows the price: another process sends nothing, and reports this", async () => {
    let main: ReturnType<typeof fakeVendor> | undefined;
    const lab = await openLaboratory({
      sms: (world) => {
        main = fakeVendor(world);
        return { main: main.provider };
      },
    });
    const { gateway: priced } = await lab.open("application", { prices: PRICES });
    await lab.finish(priced.campaigns.start(hello({ budget: "2 EUR" }), { rows: people(3) }));
    const { gateway: unpriced } = await lab.open("worker");
    void unpriced.run({ signal: stop.signal });
    await lab.time.advance(5 * MINUTE);
    expect(main?.received).toEqual([]);
    expect(lab.log).toContainEqual(expect.objectContaining({ event: "budget.unpriced" }));
  });

  it("is refused if a message would have no price", async () => {
    await expect(campaignOf({ definition: { budget: "2 CHF" } })).rejects.toMatchObject({
      code: "config/price-missing",
    });
  });
});
