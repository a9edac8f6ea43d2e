import { describe, expect, it } from "vitest";
import { MINUTE, SECOND } from "../../support/laboratory.ts";
import { PEOPLE, twoCarriers } from "../../support/two-carriers.ts";

const quarter = (_: string, nth: number) => nth % 4 === 0;

describe("two carriers that both lose a quarter of their messages", () => {
  it("are both stopped: no recipient is rerouted into a known loss", async () => {
    const { lab, main, second, incidents } = await twoCarriers({ loses: quarter, secondLoses: quarter });
    await lab.time.advance(90 * SECOND);
    expect((await incidents()).map(({ provider }) => provider)).toEqual(["sms.main", "sms.second"]);
    expect(main.sent.length + second.sent.length).toBeLessThan(PEOPLE / 2);
    const sent = second.sent.length;
    await lab.time.advance(2 * MINUTE);
    expect(second.sent).toHaveLength(sent);
    expect((await lab.ledger()).holds).toBe(true);
  });

  it("are probed again, and waiting recipients first use the one that works", async () => {
    let wellAt = Number.POSITIVE_INFINITY;
    const here = await twoCarriers({
      loses: quarter,
      secondLoses: (_, nth, now) => nth % 4 === 0 && now < wellAt,
    });
    wellAt = here.startedAt + 2 * MINUTE;
    await here.lab.time.advance(12 * MINUTE);
    const [first] = await here.incidents();
    expect(first?.notes.map(({ did }) => did)).toEqual(expect.arrayContaining(["rerouted", "paused", "probed"]));
    const reached = new Set([...here.main.sent, ...here.second.sent]);
    expect(reached.size).toBe(PEOPLE);
    expect(here.second.sent.length).toBeGreaterThan(PEOPLE / 2);
  });
});

describe("a carrier that an operator stops", () => {
  it("gets no recipient who waits for one that the watch has stopped", async () => {
    const { lab, gateway, second } = await twoCarriers({ loses: quarter });
    await lab.time.advance(26 * SECOND);
    const campaign = await lab.finish(gateway.campaigns.get("hello"));
    const reviewAt = new Date(lab.time.now() + 60 * MINUTE);
    await lab.finish(campaign.pause({ provider: "sms.second", actor: "ada", reason: "a bill", reviewAt }));
    await lab.time.advance(4 * SECOND);
    const sent = second.sent.length;
    expect(sent).toBeLessThan(PEOPLE / 2);
    await lab.time.advance(2 * MINUTE);
    expect(second.sent).toHaveLength(sent);
  });
});

describe("a carrier that loses messages, paused by an operator after the watch rerouted its recipients", () => {
  const BY = { provider: "sms.main", actor: "ada", reason: "it loses messages" } as const;

  it("delays no recipient: all are sent through the second carrier", async () => {
    const { lab, gateway, main, second } = await twoCarriers({ loses: quarter });
    await lab.time.advance(90 * SECOND);
    const campaign = await lab.finish(gateway.campaigns.get("hello"));
    expect((await lab.finish(campaign.providerStatus()))[0]?.causes).toMatchObject([
      { by: "plugin:watch", does: "rerouted" },
    ]);
    const left = main.sent.length;
    const reviewAt = new Date(lab.time.now() + 60 * MINUTE);
    const order = await lab.finish(campaign.pause({ ...BY, reviewAt }));
    expect(order).toMatchObject({ waiting: 0, ways: ["sms.second"] });
    expect(order.rerouted).toBeGreaterThan(0);
    await lab.time.advance(15 * MINUTE);
    expect(main.sent).toHaveLength(left);
    expect(new Set([...main.sent, ...second.sent]).size).toBe(PEOPLE);
  });

  it("delays all recipients, and reports this, if the operator chose that they wait", async () => {
    const { lab, gateway, second } = await twoCarriers({ loses: quarter });
    await lab.time.advance(90 * SECOND);
    const campaign = await lab.finish(gateway.campaigns.get("hello"));
    const reviewAt = new Date(lab.time.now() + 60 * MINUTE);
    const order = await lab.finish(campaign.pause({ ...BY, wait: true, reviewAt }));
    expect(order).toMatchObject({ rerouted: 0, ways: [] });
    expect(order.waiting).toBeGreaterThan(0);
    const [main] = await lab.finish(campaign.providerStatus());
    expect(main?.causes.map(({ by, does }) => `${by} ${does}`)).toEqual(["operator paused"]);
    await lab.time.advance(5 * SECOND);
    const sent = second.sent.length;
    await lab.time.advance(5 * MINUTE);
    expect(second.sent).toHaveLength(sent);
    expect((await lab.finish(campaign.pauseEffect({ provider: "sms.main" }))).waiting).toBe(0);
  });
});
