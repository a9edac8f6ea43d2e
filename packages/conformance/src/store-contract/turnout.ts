import { expect, it } from "vitest";
import { HOUR, MINUTE, SECOND } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** Of the people messaged within a stretch of time, how many answered: what receipts that lie cannot hide. */
export const turnoutContract: Area = area("turnout", ({ test, scene }) => {
  async function counted(here: Scene, facts: { since?: number; until?: number; withinMs?: number } = {}) {
    const { campaign } = here.campaign;
    const asked = { campaign, since: 0, until: here.now + SECOND, withinMs: 15 * MINUTE, ...facts };
    const rows = await here.store.turnout(asked);
    return rows.map(({ provider, step, people, answered }) => [provider, step, people, answered]);
  }

  it("counts people by provider, channel, part and step, and those who answered by whatever method", async () => {
    const here = await scene({ people: 4 });
    const [first, second] = await here.send("sms.main", 3);
    here.clock.advance(MINUTE);
    await here.acknowledge(first?.key ?? "");
    await here.press(second?.key ?? "", "done");
    const { campaign } = here.campaign;
    const [row, ...others] = await here.store.turnout({
      campaign,
      since: 0,
      until: here.now,
      withinMs: HOUR,
    });
    expect(row).toMatchObject({ provider: "sms.main", channel: "sms", step: 1, people: 3, answered: 2 });
    expect(row?.part).toMatch(/^\+\d{4}$/);
    expect(others).toEqual([]);
  });

  it("holds only the messages handed over within the stretch, and only this campaign's", async () => {
    const here = await scene({ people: 6 });
    await here.send("sms.main", 1);
    await here.listen(MINUTE);
    const since = here.now;
    await here.send("sms.main", 2);
    await here.listen(MINUTE);
    const until = here.now;
    await here.send("sms.main", 3);
    expect(await counted(here, { since, until })).toEqual([["sms.main", 1, 2, 0]]);
    expect(await counted(here, { until: since })).toEqual([["sms.main", 1, 1, 0]]);
    expect(await counted(here, { since: until })).toEqual([["sms.main", 1, 3, 0]]);
    expect(await counted(here, { since: here.now + SECOND, until: here.now + HOUR })).toEqual([]);
    await here.seed({ name: "another", people: 1 });
    expect(await counted(here)).toEqual([]);
  });

  test("counts an answer by its time after the acceptance", { people: 2 }, async (here) => {
    const [first, second] = await here.send();
    here.clock.advance(5 * MINUTE);
    await here.acknowledge(first?.key ?? "");
    here.clock.advance(15 * MINUTE);
    await here.acknowledge(second?.key ?? "");
    expect(await counted(here, { withinMs: 5 * MINUTE })).toEqual([["sms.main", 1, 2, 0]]);
    expect(await counted(here)).toEqual([["sms.main", 1, 2, 1]]);
    expect(await counted(here, { withinMs: HOUR })).toEqual([["sms.main", 1, 2, 2]]);
  });

  it("does not count an answer that was taken back, and counts one that another followed", async () => {
    const here = await scene({ people: 2 });
    const [first, second] = await here.send();
    await here.press(first?.key ?? "", "promise");
    here.clock.advance(10 * MINUTE);
    await here.press(first?.key ?? "", "done");
    const { enrollment } = await here.person(second?.key ?? "");
    await here.acknowledge(second?.key ?? "", { target: { enrollment }, revoke: true });
    expect(await counted(here, { withinMs: MINUTE })).toEqual([["sms.main", 1, 2, 1]]);
  });

  test("holds nobody whose message was refused, is uncertain, or came back", { people: 4 }, async (here) => {
    const [refused, lost, back, taken] = await here.claim();
    await here.settle(refused ?? { attemptId: "" }, "rejected", { disposition: "reroute" });
    await here.settle(lost ?? { attemptId: "" }, "uncertain");
    for (const one of [back, taken]) await here.settle(one ?? { attemptId: "" }, "accepted");
    await here.receipt({ attemptId: back?.attemptId ?? "" }, "undelivered");
    await here.receipt({ attemptId: taken?.attemptId ?? "" }, "delivered");
    expect(await counted(here)).toEqual([["sms.main", 1, 1, 0]]);
  });

  test("counts each person once a step: by the first message of it", async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    const since = here.now;
    await here.listen(HOUR + MINUTE);
    await here.decide();
    await here.send("email.smtp");
    expect(await counted(here, { since })).toEqual([
      ["sms.main", 1, 1, 0],
      ["email.smtp", 2, 1, 0],
    ]);
    const retried = await scene();
    await retried.settle(await retried.claimOne(), "rejected", { disposition: "reroute" });
    await retried.decide();
    await retried.sendOne("sms.second");
    expect(await counted(retried)).toEqual([]);
  });
});
