import type { ClaimedRow } from "@relance/spec";
import { expect } from "vitest";
import { MINUTE, SECOND, step } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";
import type { CampaignFacts } from "./scene/seeded-campaign.ts";

const PEOPLE = Array.from({ length: 80 }, (_, place) => ({ sendOrder: place * 2 ** 24 }));
const HALF = { people: PEOPLE, plan: { explore: 5_000 } } satisfies CampaignFacts;
const BOTH = ["sms.main", "sms.second"] as const;

export const exploreContract: Area = area("recipients assigned to another vendor", ({ test }) => {
  /** Claims for both providers with several workers until no recipient remains. Returns the messages in claim order. */
  async function sendAll(here: Scene, slots = 7): Promise<readonly ClaimedRow[]> {
    const workers = [here.worker, here.unique("worker"), here.unique("worker")];
    const wants = BOTH.map((provider) => ({ provider, slots, sendBudgetMs: 10 * SECOND }));
    const left: ClaimedRow[] = [];
    for (let round = 0; round < 40; round++) {
      const { claimed } = await here.store.claim({ worker: workers[round % 3] ?? "", wants });
      left.push(...claimed);
      here.clock.advance(100);
    }
    await here.beat();
    return left;
  }

  const placeInKey = ({ key }: ClaimedRow) => Number(key.slice(1));
  const over = (left: readonly ClaimedRow[], provider: string) => left.filter((row) => row.provider === provider);
  const isSorted = (places: readonly number[]) =>
    places.every((place, at) => at === 0 || (places[at - 1] ?? 0) < place);

  const lastPeople = (count: number) => PEOPLE.map((_, place) => place + 1).slice(PEOPLE.length - count);

  test("have the planned share, and get their messages in random order among all recipients", HALF, async (here) => {
    const left = await sendAll(here);
    expect(left.map(placeInKey).toSorted((a, b) => a - b)).toEqual(lastPeople(PEOPLE.length));
    const second = over(left, "sms.second");
    expect(second.length).toBeGreaterThan(25);
    expect(second.length).toBeLessThan(55);
    expect(second.every((row) => row.step === 1)).toBe(true);
    for (const provider of BOTH) expect(isSorted(over(left, provider).map(placeInKey))).toBe(true);
    // each claim returns recipients for both providers, so messages differ from key order by at most one claim
    for (const [at, row] of left.entries()) expect(Math.abs(placeInKey(row) - at)).toBeLessThan(30);
  });

  test(
    "are selected only if the plan has `explore`, and every selection returns the same recipients",
    HALF,
    async (here) => {
      const first = over(await sendAll(here), "sms.second").map(placeInKey);
      await here.seed({ name: "again", ...HALF });
      expect(over(await sendAll(here, 20), "sms.second").map(placeInKey)).toEqual(first);
      await here.seed({ name: "plain", people: PEOPLE });
      expect(over(await sendAll(here), "sms.second")).toEqual([]);
    },
  );

  test("wait for their wave, and get messages no faster than the campaign's rate", HALF, async (here) => {
    await here.steer({ source: "pace", releasedThrough: 2 ** 29, perSecond: 10 });
    const pilot = await sendAll(here);
    expect(Math.max(...pilot.map(placeInKey))).toBe(32);
    expect(pilot).toHaveLength(32);
    expect(over(pilot, "sms.second").length).toBeGreaterThan(5);
    await here.steer({ source: "pace", releasedThrough: 2 ** 31, perSecond: 1 });
    const slow = await sendAll(here);
    for (const provider of BOTH) expect(over(slow, provider).length).toBeLessThanOrEqual(8);
    await here.steer({ source: "pace", perSecond: null });
    await here.listen(SECOND);
    expect([...pilot, ...slow, ...(await sendAll(here))]).toHaveLength(PEOPLE.length);
  });

  const OBSTACLES: readonly (readonly [string, (here: Scene) => Promise<unknown>])[] = [
    ["is held", (here) => here.steer({ provider: "sms.second", gate: "held" })],
    ["is slowed down", (here) => here.steer({ provider: "sms.second", source: "plugin:watch", perSecond: 10 })],
    [
      "is steered for a destination",
      (here) => here.steer({ provider: "sms.second", destination: "+3363", source: "plugin:watch", gate: "held" }),
    ],
  ];
  for (const [what, obstruct] of OBSTACLES)
    test(`get their message through the planned provider while their assigned vendor ${what}`, HALF, async (here) => {
      await obstruct(here);
      const left = await sendAll(here);
      expect(over(left, "sms.main").map(placeInKey)).toEqual(lastPeople(PEOPLE.length));
    });

  test(
    "get their message through the planned provider while their assigned vendor accepts nothing",
    HALF,
    async (here) => {
      await here.claim("sms.main", 10);
      const refused = { errorCode: "provider/unauthorized", accountFault: true } as const;
      await here.settle(await here.claimOne("sms.second"), "deferred", refused);
      const later = await sendAll(here);
      expect(later.map(placeInKey)).toEqual(lastPeople(later.length));
      expect(over(later, "sms.second")).toEqual([]);
    },
  );

  test(
    "get their message through the planned provider while other recipients wait for the assigned vendor",
    HALF,
    async (here) => {
      const first = await here.claim("sms.main", 10);
      await here.listen(2 * SECOND);
      const later = await here.claim("sms.main");
      expect(later.map(placeInKey)).toEqual(lastPeople(later.length));
      const waiting = await here.claim("sms.second");
      expect(first.length + later.length + waiting.length).toBe(PEOPLE.length);
      expect(waiting.length).toBeGreaterThan(0);
    },
  );

  test("are rerouted together with all other recipients", HALF, async (here) => {
    await here.steer({ provider: "sms.main", gate: "held", via: "sms.second", source: "plugin:watch" });
    expect(over(await sendAll(here), "sms.second").map(placeInKey)).toEqual(lastPeople(PEOPLE.length));
  });

  test("continue through the first vendor if their assigned vendor refuses the message", HALF, async (here) => {
    await here.claim("sms.main");
    const one = await here.claimOne("sms.second");
    await here.settle(one, "rejected", { disposition: "reroute" });
    expect(await here.claim("sms.main")).toMatchObject([{ key: one.key, step: 1 }]);
  });

  test("return to the first vendor immediately if their assigned vendor refuses our account", HALF, async (here) => {
    await here.claim("sms.main");
    const one = await here.claimOne("sms.second");
    await here.settle(one, "deferred", { errorCode: "provider/unauthorized", accountFault: true });
    await here.listen(2 * SECOND);
    await here.decide();
    expect((await here.claim("sms.main")).map(({ key }) => key)).toContain(one.key);
  });

  test(
    "who were rerouted to the first vendor wait for this vendor, and do not return to their assigned vendor",
    HALF,
    async (here) => {
      await here.claim("sms.main");
      const one = await here.claimOne("sms.second");
      const others = await here.claim("sms.second");
      await here.settle(one, "rejected", { disposition: "reroute" });
      const lead = { provider: "sms.main", source: "plugin:watch" } as const;
      await here.steer({ ...lead, gate: "held", via: "sms.second" });
      for (let look = 0; look < 3; look++) {
        expect(await here.claim("sms.second")).toEqual([]);
        await here.listen(MINUTE / 2);
      }
      await here.steer({ ...lead, gate: "open", via: null });
      expect((await here.claim("sms.main")).map(({ key }) => key)).toContain(one.key);
      expect(others.length).toBeGreaterThan(10);
    },
  );

  test("get their next try through the planned provider after a failure", HALF, async (here) => {
    await here.steer({ source: "pace", perSecond: 100 });
    const drawn = over(await sendAll(here), "sms.second");
    for (const row of drawn) await here.settle(row, "rejected", { disposition: "reroute" });
    expect(
      over(await sendAll(here), "sms.main")
        .map(placeInKey)
        .toSorted(),
    ).toEqual(drawn.map(placeInKey).toSorted());
  });

  const SHORT = {
    people: PEOPLE,
    plan: { steps: [step("sms", { waitMs: 5 * MINUTE }), step("email")], explore: 5_000 },
  };
  test("move to the next step if the first vendor sends nothing during their step", SHORT, async (here) => {
    await here.claim("sms.main");
    const one = await here.claimOne("sms.second");
    await here.settle(one, "rejected", { disposition: "reroute" });
    await here.steer({ provider: "sms.main", source: "plugin:watch", gate: "held", via: "sms.second" });
    const stepNow = async () => {
      await here.claim("sms.second");
      return (await here.person(one.key)).step;
    };
    expect(await stepNow()).toBe(1);
    await here.listen(4 * MINUTE);
    expect(await stepNow()).toBe(1);
    await here.listen(2 * MINUTE);
    expect(await stepNow()).toBe(2);
  });

  const STEPS = { steps: [step("sms", { waitMs: MINUTE }), step("sms")], explore: 5_000 };
  test("are selected again for each step", { people: PEOPLE, plan: STEPS }, async (here) => {
    const first = await sendAll(here);
    for (const { attemptId } of first) await here.settle({ attemptId }, "accepted");
    await here.listen(2 * MINUTE);
    await here.decide();
    const drawn = over(first, "sms.second").map(placeInKey);
    const anew = over(await sendAll(here), "sms.second").map(placeInKey);
    for (const group of [drawn, anew, anew.filter((place) => drawn.includes(place))])
      expect(group.length).toBeGreaterThan(10);
    expect(anew.filter((place) => !drawn.includes(place)).length).toBeGreaterThan(10);
  });
});
