import { readFileSync } from "node:fs";
import type { CampaignDefinition, Provider } from "@relance/spec";
import { afterEach, describe, expect, it } from "vitest";
import { hello, openLaboratory, people, SECOND } from "../../support/laboratory.ts";

const PAGE = readFileSync(new URL("../../../../../../docs/pace.md", import.meta.url), "utf8");
/** The weight in the example of docs/pace.md. */
const WEIGHT = Number(/```yaml\n[\s\S]+?^weight: (\d+)$/m.exec(PAGE)?.[1]);
const RATE = 40;
const TEMPLATES = {
  "flood@1": { sms: () => ({ text: "flood" }) },
  "other@1": { sms: () => ({ text: "other" }) },
};

const texted = (template: keyof typeof TEMPLATES, facts: Partial<CampaignDefinition>) =>
  hello({ steps: [{ channel: "sms", route: ["main"], template }], ...facts }, TEMPLATES);
const flood = (weight: number) => texted("flood@1", { name: "flood-warning", weight });
const other = () => texted("other@1", { name: "other" });

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

/** Runs a gateway with one provider of 40 messages a second, and records when the provider accepts messages. */
async function atWork() {
  const sent: { readonly text: string; readonly at: number }[] = [];
  const lab = await openLaboratory({
    sms: (world): { readonly main: Provider<"sms"> } => ({
      main: {
        kind: "sms",
        channel: "sms",
        vendor: "main",
        capabilities: { receipts: false, replies: false },
        perSecond: RATE,
        async send({ content }) {
          await world.runtime.sleep(50);
          sent.push({ text: content.text, at: lab.time.now() });
          return { ref: `r${sent.length}` };
        },
      },
    }),
    config: { templates: TEMPLATES },
  });
  const { gateway } = await lab.open("worker");
  const count = (text: string, since = 0) => sent.filter((one) => one.text.startsWith(text) && one.at >= since).length;
  return { lab, gateway, sent, count };
}

describe("campaigns through one provider", () => {
  it("54: share it by their weights, as docs/pace.md states, and a single message waits for neither", async () => {
    const { lab, gateway, sent, count } = await atWork();
    await lab.finish(gateway.campaigns.start(flood(WEIGHT), { rows: people(1_500) }));
    await lab.finish(gateway.campaigns.start(other(), { rows: people(1_500) }));
    void gateway.run({ signal: stop.signal });
    await lab.time.advance(20 * SECOND);
    const all = count("flood") + count("other");
    expect(all).toBeGreaterThanOrEqual(0.95 * 20 * RATE);
    expect(count("flood") / all).toBeGreaterThanOrEqual(0.9 * 0.75);
    expect(count("other") / all).toBeGreaterThanOrEqual(0.9 * 0.25);
    const asked = lab.time.now();
    const recipient = { key: "ada", contacts: { sms: "+33639981999" } };
    const steps = [{ channel: "sms" as const, content: { text: "urgent" } }];
    await lab.finish(gateway.send({ idempotencyKey: "one", recipient, steps }));
    await lab.time.advance(2 * SECOND);
    const left = sent.find(({ text }) => text === "urgent");
    expect((left?.at ?? Number.POSITIVE_INFINITY) - asked).toBeLessThan(SECOND);
  });

  it("share it by the weight of an amendment, from the next message on", async () => {
    const { lab, gateway, count } = await atWork();
    const handle = await lab.finish(gateway.campaigns.start(flood(1), { rows: people(1_500) }));
    await lab.finish(gateway.campaigns.start(other(), { rows: people(1_500) }));
    void gateway.run({ signal: stop.signal });
    await lab.time.advance(10 * SECOND);
    expect(Math.abs(count("flood") - count("other"))).toBeLessThanOrEqual(0.1 * count("other"));
    const by = { actor: "ada", reason: "the river rises" };
    await lab.finish(handle.amend(flood(4), by));
    const since = lab.time.now() + SECOND;
    await lab.time.advance(15 * SECOND);
    expect(count("flood", since) / count("other", since)).toBeGreaterThanOrEqual(0.9 * 4);
    expect(count("flood", since) / count("other", since)).toBeLessThanOrEqual(1.1 * 4);
  });
});
