import type { ClaimedRow, PlanRoute, QueueRow } from "@relance/spec";
import { expect, it } from "vitest";
import { findings } from "./scene/account.ts";
import { HOUR, ONE_CARRIER, route, SECOND, SECOND_CARRIER, step } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const RED = "+3361";
const BLUE = "+3362";
const TWENTY = Array.from({ length: 20 }, (_, place) => ({
  sms: [`${place % 2 === 0 ? RED : BLUE}${String(1_000_000 + place)}`],
  sendOrder: place * 2 ** 25,
}));

export const destinationsContract: Area = area("queues of destinations", ({ test, scene }) => {
  const of = (claimed: readonly ClaimedRow[], destination: string) =>
    claimed.filter(({ address }) => address.startsWith(destination)).length;

  async function all(here: Scene, provider = "sms.main"): Promise<readonly ClaimedRow[]> {
    const claimed: ClaimedRow[] = [];
    for (let empty = 0; empty < 8; ) {
      const some = await here.claim(provider, 3);
      claimed.push(...some);
      empty = some.length === 0 ? empty + 1 : 0;
    }
    return claimed;
  }

  async function queue(here: Scene, destination: string | undefined): Promise<QueueRow | undefined> {
    const { queues } = await here.store.queues(here.campaign.campaign);
    return queues.find((one) => one.planned === "sms.main" && one.destination === destination);
  }

  /** Amends the campaign so that its first step has the route `places`. */
  async function amend(here: Scene, places: readonly PlanRoute[]): Promise<void> {
    const plan = { ...here.campaign.plan, steps: [step("sms", { route: places }), step("email")] };
    await here.move({ transition: "amend", version: await here.newVersion(plan) });
  }

  const red = { step: 1, provider: "sms.main", destination: RED } as const;

  test("are held separately, and continue once they are released", { people: TWENTY }, async (here) => {
    expect(await here.steer({ ...red, gate: "held" })).toMatchObject({ queues: 1, stale: [] });
    const first = await all(here);
    expect([of(first, RED), of(first, BLUE)]).toEqual([0, 10]);
    expect((await here.ledger()).state).toBe("running");
    expect(await findings(here)).toEqual([]);
    expect(await queue(here, RED)).toMatchObject({ holds: [{ source: "operator", actor: "ops" }] });
    expect(await queue(here, undefined)).toMatchObject({ holds: [] });
    await here.steer({ ...red, gate: "open", via: null });
    expect(of(await all(here), RED)).toBe(10);
  });

  test("count their waiting recipients before and after a claim, so that the main queue does not count them", {
    people: TWENTY,
  }, async (here) => {
    const counts = async () => {
      const { queues } = await here.store.queues(here.campaign.campaign, { waiting: true });
      const own = queues.filter(({ planned }) => planned === "sms.main");
      return Object.fromEntries(
        own.map((one) => [one.destination ?? "main", [one.waiting?.recipients ?? 0, one.waiting?.deadline]]),
      );
    };
    const { main: [, deadline] = [] } = await counts();
    await here.steer({ ...red, gate: "held", via: "sms.second" });
    expect(await counts()).toEqual({ main: [10, deadline], [RED]: [10, deadline] });
    expect(await here.claim("sms.second", 4)).toHaveLength(4);
    expect(await counts()).toEqual({ main: [10, deadline], [RED]: [6, deadline] });
    await here.steer({ ...red, gate: "open", via: null });
    expect(await counts()).toEqual({ main: [10, deadline], [RED]: [6, deadline] });
  });

  test("include recipients who reach the queue later, by a later step or a second try", {
    people: TWENTY,
  }, async (here) => {
    const [one] = await here.claim("sms.main", 1);
    const destination = one?.address.slice(0, RED.length) ?? "";
    await here.steer({ ...red, destination, gate: "held" });
    await here.settle(one ?? { attemptId: "" }, "deferred", {});
    await here.skip(HOUR);
    expect(of(await all(here), destination)).toBe(0);
    await here.steer({ ...red, destination, gate: "open" });
    expect(of(await all(here), destination)).toBe(10);
  });

  test("do not send while the queue of all recipients is paused, even after the destination was resumed", {
    people: TWENTY,
  }, async (here) => {
    await here.steer({ ...red, gate: "held" });
    await all(here);
    await here.steer({ source: "plugin:watch", provider: "sms.main", gate: "held" });
    await here.steer({ ...red, gate: "open", via: null });
    expect(await all(here)).toEqual([]);
    await here.steer({ source: "plugin:watch", provider: "sms.main", gate: "open" });
    expect(of(await all(here), RED)).toBe(10);
  });

  test("resume with the queue of all recipients, because a command about all recipients ends a command about a destination", {
    people: TWENTY,
  }, async (here) => {
    await here.steer({ ...red, gate: "held", perSecond: 1 });
    await here.steer({ gate: "open", via: null, perSecond: null });
    expect(await queue(here, RED)).toMatchObject({ holds: [], rates: {} });
    expect(await all(here)).toHaveLength(20);
  });

  test("are rerouted separately", { people: TWENTY }, async (here) => {
    await here.steer({ ...red, gate: "held", via: "sms.second" });
    const main = await all(here);
    expect([of(main, RED), of(main, BLUE)]).toEqual([0, 10]);
    const second = await all(here, "sms.second");
    expect([of(second, RED), of(second, BLUE)]).toEqual([10, 0]);
    expect(second.every(({ step, provider }) => step === 1 && provider === "sms.second")).toBe(true);
  });

  test("can be slower than the queue of all recipients, and never faster", { people: TWENTY }, async (here) => {
    await here.steer({ ...red, perSecond: 1 });
    await here.steer({ source: "plugin:watch", provider: "sms.main", perSecond: 100 });
    expect(await queue(here, RED)).toMatchObject({ rates: { operator: 1, "plugin:watch": 100 } });
    const claimed: ClaimedRow[] = [];
    for (let second = 0; second < 4; second++) {
      claimed.push(...(await all(here)));
      here.clock.advance(SECOND);
    }
    expect(of(claimed, BLUE)).toBe(10);
    expect(of(claimed, RED)).toBeGreaterThanOrEqual(3);
    expect(of(claimed, RED)).toBeLessThanOrEqual(5);
  });

  it("that are held are also held for a provider that a new version adds, until they are resumed", async () => {
    const here = await scene({ people: TWENTY, plan: ONE_CARRIER });
    await here.steer({ destination: RED, gate: "held" });
    await amend(here, [SECOND_CARRIER]);
    const first = await all(here, "sms.second");
    expect([of(first, RED), of(first, BLUE)]).toEqual([0, 10]);
    await here.steer({ destination: RED, gate: "open" });
    expect(of(await all(here, "sms.second"), RED)).toBe(10);
  });

  test("that are slow are also slow for a provider that a new version adds", {
    people: TWENTY,
    plan: ONE_CARRIER,
  }, async (here) => {
    await here.steer({ destination: RED, perSecond: 1 });
    await amend(here, [SECOND_CARRIER]);
    const first = await all(here, "sms.second");
    expect(of(first, RED)).toBeLessThanOrEqual(1);
    expect(of(first, BLUE)).toBe(10);
  });

  it("stay held only for their own provider, even at another position of the route", async () => {
    const here = await scene({ people: TWENTY, plan: ONE_CARRIER });
    await here.steer({ ...red, gate: "held" });
    await amend(here, [SECOND_CARRIER, route()]);
    const refusal = { disposition: "reroute", errorCode: "provider/refused" } as const;
    for (const one of await here.claim("sms.second")) await here.settle(one, "rejected", refusal);
    const main = await all(here);
    expect([of(main, RED), of(main, BLUE)]).toEqual([0, 10]);
    await here.steer({ ...red, gate: "open" });
    expect(of(await all(here), RED)).toBe(10);
  });

  test("are served by the other provider even if their own provider accepts no messages", {
    people: TWENTY,
  }, async (here) => {
    const limited = { disposition: "retry", errorCode: "provider/rate-limited", retryAfterMs: 6 * HOUR } as const;
    const [one] = await here.claim("sms.main", 1);
    await here.settle(one ?? { attemptId: "" }, "deferred", limited);
    const destination = one?.address.startsWith(RED) === true ? BLUE : RED;
    expect(await all(here)).toEqual([]);
    await here.steer({ ...red, destination, gate: "held", via: "sms.second" });
    const second = await all(here, "sms.second");
    expect([of(second, destination), second.length]).toEqual([10, 10]);
  });

  async function tenSeconds(here: Scene) {
    const claimed: ClaimedRow[] = [];
    for (let tick = 0; tick < 50; tick++) {
      for (const provider of ["sms.main", "sms.second"]) {
        claimed.push(...(await here.claim(provider, 10)), ...(await here.claim(provider, 10)));
      }
      here.clock.advance(SECOND / 5);
    }
    const over = (provider: string) => claimed.filter((one) => one.provider === provider);
    return { main: over("sms.main"), second: over("sms.second") };
  }
  const isAbout = (expected: number) => ({
    asymmetricMatch: (n: number) => n >= expected * 0.8 && n <= expected * 1.1 + 1,
  });
  const people = Array.from({ length: 200 }, (_, place) => ({
    sms: [`${place % 2 === 0 ? RED : BLUE}${String(1_000_000 + place)}`],
    sendOrder: place * 2 ** 23,
  }));

  test("obey commands about the same destination at the provider to which all recipients are rerouted, in any order", {
    people: TWENTY,
  }, async (here) => {
    const behind = { ...red, provider: "sms.second" } as const;
    const reroute = { step: 1, provider: "sms.main", gate: "held", via: "sms.second" } as const;
    await here.steer({ ...reroute, source: "plugin:watch" });
    await here.steer({ ...behind, gate: "held" });
    await here.steer({ ...reroute, source: "plugin:watch", gate: "open", via: null });
    await here.steer(reroute);
    const first = await all(here, "sms.second");
    expect([of(first, RED), of(first, BLUE)]).toEqual([0, 10]);
    expect(await queue(here, RED)).toMatchObject({ provider: "sms.second", holds: [{ source: "operator" }] });
    await here.steer({ ...behind, gate: "open", via: null });
    expect(of(await all(here, "sms.second"), RED)).toBe(10);
  });

  test("that are rerouted separately obey the commands about their destination at the new provider", {
    people: TWENTY,
  }, async (here) => {
    await here.steer({ ...red, provider: "sms.second", gate: "held" });
    await here.steer({ ...red, gate: "held", via: "sms.second" });
    expect(of(await all(here, "sms.second"), RED)).toBe(0);
    expect(of(await all(here), BLUE)).toBe(10);
  });

  test("whose recipients wait for the provider are also rerouted when a later pause reroutes all recipients", {
    people: TWENTY,
  }, async (here) => {
    await here.steer({ ...red, gate: "held", override: true });
    await here.steer({ step: 1, provider: "sms.main", gate: "held", via: "sms.second" });
    const second = await all(here, "sms.second");
    expect([of(second, RED), of(second, BLUE)]).toEqual([10, 10]);
  });

  it("do not raise the campaign's rate, because their messages also count against the rate of all recipients", async () => {
    const here = await scene({ people });
    await here.steer({ source: "pace", perSecond: 5 });
    await here.steer({ ...red, perSecond: 4 });
    const { main } = await tenSeconds(here);
    expect(main.length).toEqual(isAbout(50));
    expect(of(main, RED)).toBeGreaterThan(10);
    expect(of(main, BLUE)).toBeGreaterThan(10);
  });

  it("that are rerouted share the new provider's rate with its other messages", async () => {
    const here = await scene({ people });
    await here.steer({ source: "pace", perSecond: 5 });
    await here.steer({ ...red, gate: "held", via: "sms.second" });
    await here.steer({ ...red, destination: BLUE, gate: "held", via: "sms.second" });
    const { main, second } = await tenSeconds(here);
    expect(main).toEqual([]);
    expect(second.length).toEqual(isAbout(50));
  });

  test("refuse a command as stale if the queue of all recipients changed after the version in the command", {
    people: TWENTY,
  }, async (here) => {
    const { version } = await here.steer({ ...red, gate: "held" });
    await here.steer({ provider: "sms.main", perSecond: 5 });
    const { stale } = await here.steer({ ...red, gate: "open", version });
    expect(stale.map(({ destination }) => destination)).toContain(undefined);
  });

  test("are listed by destination once a message was claimed for a recipient of the destination", {
    people: TWENTY,
  }, async (here) => {
    const destinations = async () => (await here.store.queues(here.campaign.campaign)).destinations;
    expect(await destinations()).toEqual([]);
    await here.claim();
    expect((await destinations()).toSorted()).toEqual([RED, BLUE]);
  });
});
