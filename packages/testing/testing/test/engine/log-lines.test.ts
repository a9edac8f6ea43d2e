import { type InboundItem, ProviderError, StoreError } from "@relance/spec";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { fakeVendor } from "../support/fake-vendor.ts";
import { hello, MINUTE, openLaboratory, SECOND } from "../support/laboratory.ts";

const SECRET_TEXT = "the body of the message";
const SECRETS = ["a-secret-for-the-log-lines"];

/** Personal data and secrets of the campaign. No log line may contain them. */
const FORBIDDEN = [/\+?33639\d/, /@/, /example\.(org|net)/, /the body/, /a-secret/, /\/a\/[\w-]{16}/, /Zoë|zoe/i];

describe("the log of a campaign with every kind of failure", () => {
  it("contains no address, name, text, link or secret", async () => {
    const templates = {
      "hello@1": { sms: () => ({ text: SECRET_TEXT }), email: () => ({ subject: "a", text: SECRET_TEXT }) },
    };
    let calls = 0;
    const lab = await openLaboratory({
      sms: (world) => ({
        main: fakeVendor(world, {
          capabilities: { receipts: true },
          sendBudgetMs: 2 * SECOND,
          takesMs: ({ attemptId }) => (attemptId.endsWith("3") ? 10 * SECOND : 50),
          refuse({ to }) {
            calls += 1;
            const fact = `${to} is not a number of ours`;
            if (calls % 5 === 0) return new Error(fact);
            const disposition = calls % 5 === 1 ? "reject" : "retry";
            if (calls % 5 < 3) return new ProviderError("provider/refused", fact, { provider: "main", disposition });
            return undefined;
          },
          lookup: async ({ to }) => Promise.reject(new Error(`cannot say about ${to}`)),
          inbound: { list: async () => Promise.reject(new Error("zoe@example.org is away")) },
        }).provider,
      }),
      storeOf: (store) => {
        let claims = 0;
        const flaky = async () => {
          claims += 1;
          if (claims % 7 === 0) throw new StoreError("store/busy", "busy with zoe@example.org", { retryable: true });
        };
        return { ...store, claim: async (request) => flaky().then(() => store.claim(request)) };
      },
      config: { security: { signing: SECRETS }, publicUrl: "https://notify.example.org", templates },
      overrides: { pollMs: 10 * SECOND },
    });
    const { gateway, process } = await lab.open("worker");
    const recipients = Array.from({ length: 40 }, (_, n) => ({
      id: `Zoë ${n}`,
      mobile: n === 5 ? "06 39 98" : `+336399800${String(n).padStart(2, "0")}`,
      mail: n % 3 === 0 ? "zoe at example.net" : `zoe${n}@example.org`,
    }));
    const campaign = hello({
      deadline: "40m",
      confirm: { event: "done", via: ["link", "event", "reply"], replies: { OK: "done" } },
    });
    await lab.finish(gateway.campaigns.start(campaign, { rows: recipients }));
    partsOf(gateway).engine.listen();
    let pages = 0;
    gateway.subscribe("crm", (events) => {
      pages += 1;
      if (pages < 5) throw new Error(`cannot take ${JSON.stringify(events)}`);
    });
    void gateway.run({ signal: new AbortController().signal });
    await lab.time.advance(MINUTE);
    const { port } = partsOf(gateway).engine;
    const items: InboundItem[] = [
      { type: "reply", from: "+33639980007", text: "OK", eventId: "1" },
      { type: "reply", from: "+33639980008", text: "STOP", eventId: "2" },
      { type: "receipt", kind: "delivered", quality: "handset", ref: "nobody's" },
    ];
    await lab.finish(port.record("sms.main", items, new TextEncoder().encode("+33639980007")));
    port.refused("webhook/bad-signature");
    await lab.finish(gateway.acknowledge([{ key: "Zoë 9", on: "done" }, { key: "\0" }]));
    process.freeze();
    await lab.time.advance(10 * MINUTE);
    process.thaw();
    await lab.time.advance(40 * MINUTE);
    expect(await lab.ledger()).toMatchObject({ holds: true, states: { active: 0, pending: 0 } });
    const events = new Set(lab.log.map(({ event }) => event));
    const expected = [
      "audience.contacts-dropped",
      "gap.unreconciled",
      "lookup.failed",
      "store.failing",
      "subscription.failed",
      "webhook.refused",
      "worker.rejoined",
    ];
    expect([...events].sort()).toEqual(expect.arrayContaining(expected));
    const lines = lab.log.map((line) => JSON.stringify(line));
    expect(lines.filter((line) => FORBIDDEN.some((pattern) => pattern.test(line)))).toEqual([]);
  });
});
