import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const controlContract: Area = area("a pause of queues", ({ test, scene }) => {
  function change(here: Scene, gate: "open" | "held", facts: { step?: number; provider?: string } = {}) {
    return here.steer({ gate, ...facts });
  }

  it("stops claims from the paused queue, and lets the other queues continue", async () => {
    const here = await scene({ people: [{}, { sms: [] }] });
    expect(await change(here, "held", { provider: "sms.main" })).toMatchObject({ queues: 1 });
    expect(await here.claim("sms.main")).toEqual([]);
    expect(await here.claim("email.smtp")).toHaveLength(1);
    expect((await here.ledger()).state).toBe("running");
  });

  test("stops a step's messages through every provider", { people: [{}, { sms: [] }] }, async (here) => {
    expect(await change(here, "held", { step: 1 })).toMatchObject({ queues: 2 });
    expect(await here.claim("sms.main")).toEqual([]);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });

  test("of a whole campaign is one event, and so is its end", { people: 2 }, async (here) => {
    await here.sendOne();
    await change(here, "held");
    expect((await here.ledger()).state).toBe("held");
    expect(await here.claim()).toEqual([]);
    await change(here, "open");
    expect((await here.ledger()).state).toBe("running");
    expect(await here.claim()).toHaveLength(1);
    const types = (await here.events()).filter(({ key }) => key === undefined).map(({ type }) => type);
    expect(types).toEqual(["campaign.sealed", "campaign.started", "campaign.held", "campaign.started"]);
  });

  it("is recorded with its author, even if the pause concerns only one of several providers", async () => {
    const here = await scene({ people: [{}, { sms: [] }] });
    await change(here, "held", { provider: "sms.main" });
    await change(here, "open", { provider: "sms.main" });
    await change(here, "held");
    const told = (await here.events()).filter(({ type }) => /^campaign\.(held|steered)$/.test(type));
    expect(told.map(({ type, by, provider }) => ({ type, by, provider }))).toEqual([
      { type: "campaign.steered", by: "ops: test", provider: "sms.main" },
      { type: "campaign.steered", by: "ops: test", provider: "sms.main" },
      { type: "campaign.held", by: "ops: test", provider: undefined },
    ]);
  });

  it("lets messages in flight settle, and counts answers and failures", async () => {
    const here = await scene({ people: 3 });
    const [first, second, third] = await here.claim();
    await change(here, "held");
    expect(await here.settle({ attemptId: first?.attemptId ?? "" }, "accepted", { ref: "r1" })).toBe("applied");
    expect(await here.settle({ attemptId: second?.attemptId ?? "" }, "rejected", { disposition: "reroute" })).toBe(
      "applied",
    );
    await here.acknowledge(third?.key ?? "");
    expect(await here.claim("sms.second")).toEqual([]);
    expect((await here.ledger()).states).toMatchObject({ active: 2, acknowledged: 1 });
  });

  test("does not stop the waits that follow sent messages", { plan: ONE_CARRIER }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    await change(here, "held");
    await here.skip(HOUR);
    expect(await here.decide()).toEqual({ "ack-timeout": 1 });
    expect(await here.claim("email.smtp")).toEqual([]);
  });

  test("never moves the legal deadline", async (here) => {
    await change(here, "held");
    await here.skip(25 * HOUR);
    await here.decide();
    expect((await here.person("p1")).state).toBe("expired");
  });

  test("changes nothing outside the queues that it names", async (here) => {
    expect(await change(here, "held", { provider: "sms.other" })).toMatchObject({ queues: 0 });
    expect(await here.claim()).toHaveLength(1);
  });
});
