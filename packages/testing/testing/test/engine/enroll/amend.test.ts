import { type Provider, ProviderError } from "@relance/spec";
import type { CampaignHandle } from "relance";
import { afterEach, describe, expect, it } from "vitest";
import { HOUR, hello, type Laboratory, MINUTE, openLaboratory, people } from "../../support/laboratory.ts";

const by = { actor: "ada", reason: "a mistake in the text" };
const prices = { currency: "EUR", perMessage: { "sms.main": 0.05 } };
const open = { audience: { mode: "open", contacts: { sms: "mobile" } } } as const;

let stop = new AbortController();
afterEach(() => {
  stop.abort();
  stop = new AbortController();
});

async function atWork(config: object = {}, refusing?: string) {
  const sent: string[] = [];
  const providerOf = (name: string): Provider<"sms"> => ({
    kind: name,
    channel: "sms",
    vendor: name,
    capabilities: { receipts: false, replies: false },
    async send({ content }) {
      if (name === refusing)
        throw new ProviderError("provider/bad-recipient", "no", {
          provider: `sms.${name}`,
          disposition: "reroute",
          outcome: "not-sent",
        });
      sent.push(`${name}: ${content.text}`);
      return { ref: `${name}-${sent.length}` };
    },
  });
  const lab = await openLaboratory({
    sms: () => ({ main: providerOf("main"), backup: providerOf("backup") }),
    config: { templates: TEMPLATES, ...config },
  });
  const { gateway } = await lab.open("worker");
  void gateway.run({ signal: stop.signal });
  return { lab, gateway, sent };
}

const TEMPLATES = {
  "linked@1": {
    sms: ({ ack }: { ack: { url: string } }) => ({ text: `second ${ack.url}` }),
  },
  "hello@1": { sms: () => ({ text: "first" }) },
  "hello@2": { sms: () => ({ text: "second" }) },
};

function over(route: readonly string[], template: keyof typeof TEMPLATES, definition: object = {}) {
  return hello({ steps: [{ channel: "sms", route, template }], ...definition }, TEMPLATES);
}

describe("an amendment", () => {
  it("reroutes to no provider that an operator paused, even if no other remains", async () => {
    const { lab, gateway, sent } = await atWork({}, "backup");
    const handle = await lab.finish(gateway.campaigns.start(over(["main", "backup"], "hello@1", open), { rows: [] }));
    const reviewAt = new Date(lab.time.now() + 24 * HOUR);
    await lab.finish(handle.pause({ ...by, provider: "sms.main", wait: true, reviewAt }));
    await lab.finish(handle.enroll(people(4)));
    await lab.finish(handle.amend(over(["backup", "main"], "hello@2", open), by));
    await lab.time.advance(10 * MINUTE);
    expect(sent).toEqual([]);
    await lab.finish(handle.resume({ ...by, provider: "sms.main" }));
    await lab.time.advance(10 * MINUTE);
    expect(sent).toEqual(Array.from({ length: 4 }, () => "main: second"));
  });

  it("continues through a free provider if the budget is spent", async () => {
    const perMessage = { "sms.main": 0.05, "sms.backup": 0 };
    const { lab, gateway, sent } = await atWork({ prices: { ...prices, perMessage } });
    const spent = await started({ lab, gateway }, over(["main"], "hello@1", { budget: "0.10 EUR" }), 6);
    await lab.time.advance(5 * MINUTE);
    expect({ sent: sent.length, state: (await lab.ledger()).state }).toEqual({ sent: 2, state: "held" });
    await lab.finish(spent.amend(over(["backup"], "hello@2", { budget: "0.10 EUR" }), by));
    await lab.time.advance(5 * MINUTE);
    expect(sent.filter((one) => one === "backup: second")).toHaveLength(4);
  });

  it("with a provider without a price is refused if the campaign has a budget, before anything is written", async () => {
    const { lab, gateway } = await atWork({ prices });
    const handle = await started({ lab, gateway }, over(["main"], "hello@1", { budget: "2 EUR" }), 2);
    const amended = handle.amend(over(["backup"], "hello@2", { budget: "2 EUR" }), by);
    await expect(lab.finish(amended)).rejects.toMatchObject({ code: "config/price-missing" });
    expect(await lab.store.versions()).toHaveLength(1);
  });

  it("with a link is refused without a public URL, before anything is written", async () => {
    const { lab, gateway } = await atWork({ publicUrl: undefined });
    const handle = await started({ lab, gateway }, over(["main"], "hello@1"), 3);
    const amended = handle.amend(over(["main"], "linked@1"), by);
    await expect(lab.finish(amended)).rejects.toMatchObject({
      code: "config/invalid",
      message: expect.stringContaining("publicUrl"),
    });
    expect(await lab.store.versions()).toHaveLength(1);
  });

  it("shortens the retention of all contacts, and a later version may change it again", async () => {
    const { lab, gateway } = await atWork();
    const handle = await started({ lab, gateway }, over(["main"], "hello@1"), 1);
    const keeping = (contacts: string) => over(["main"], "hello@1", { retention: { contacts } });
    await lab.finish(handle.amend(keeping("30d"), by));
    expect((await lab.finish(handle.report())).retention.contacts).toBe(30 * 24 * HOUR);
    await lab.finish(handle.amend(keeping("60d"), by));
    expect((await lab.finish(handle.report())).retention.contacts).toBe(60 * 24 * HOUR);
  });

  it("reports which value must not differ, by its place in the file, with advice", async () => {
    const { lab, gateway } = await atWork();
    const handle = await started({ lab, gateway }, over(["main"], "hello@1"), 1);
    const step = { channel: "sms", route: ["main"], template: "hello@1", beforeDeadline: "2h" } as const;
    const later = over(["main"], "hello@1", { steps: [step] });
    await expect(lab.finish(handle.amend(later, by))).rejects.toThrow(
      "the new file changes steps[0].beforeDeadline: only texts, waits, routes, the weight and retention may change; give the campaign another name or occurrence",
    );
  });

  it("cannot restore an earlier version, neither by `amend` nor by a new start", async () => {
    const { lab, gateway, sent } = await atWork();
    const [before, after] = [over(["main"], "hello@1", open), over(["main"], "hello@2", open)];
    const handle = await started({ lab, gateway }, before, 0);
    await lab.finish(handle.amend(after, by));
    await lab.finish(handle.amend(after, by));
    await expect(lab.finish(handle.amend(before, by))).rejects.toMatchObject({
      code: "campaign/not-amendable",
    });
    await expect(started({ lab, gateway }, before, 2)).rejects.toMatchObject({ code: "campaign/changed" });
    await started({ lab, gateway }, after, 2);
    await lab.time.advance(MINUTE);
    expect(sent).toEqual(["main: second", "main: second"]);
  });
});

function started(
  { lab, gateway }: { lab: Laboratory; gateway: Awaited<ReturnType<Laboratory["open"]>>["gateway"] },
  campaign: ReturnType<typeof hello>,
  count: number,
): Promise<CampaignHandle> {
  return lab.finish(gateway.campaigns.start(campaign, { rows: people(count) }));
}
