import { type BinRow, latencyBin } from "@relance/spec";
import { expect } from "vitest";
import { SECOND } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

/** What the watch looks at: seconds of acceptance, and first final receipts by their latency. */
export const binsContract: Area = area("bins", ({ test }) => {
  async function rows(here: Scene, since = 0): Promise<readonly BinRow[]> {
    return (await here.store.bins({ campaign: here.campaign.campaign, since })).rows;
  }

  function total(all: readonly BinRow[]) {
    const received = all.flatMap((row) => row.received);
    return {
      accepted: all.reduce((sum, row) => sum + row.accepted, 0),
      received: received.reduce((sum, [, count]) => sum + count, 0),
    };
  }

  test("count each acceptance in its second, by provider and part of the audience", { people: 3 }, async (here) => {
    await here.send("sms.main", 2);
    here.clock.advance(SECOND);
    await here.send("sms.main", 1);
    const all = await rows(here);
    expect(all.map(({ provider, channel, accepted }) => [provider, channel, accepted])).toEqual([
      ["sms.main", "sms", 2],
      ["sms.main", "sms", 1],
    ]);
    expect(all[0]?.part).toMatch(/^\+\d{4}$/);
    expect(await rows(here, here.now - (here.now % SECOND))).toHaveLength(1);
  });

  test("count the first final receipt by its latency, once, whatever follows", async (here) => {
    const sent = await here.sendOne();
    here.clock.advance(7 * SECOND);
    await here.receipt(sent, "in-transit");
    expect(total(await rows(here))).toEqual({ accepted: 1, received: 0 });
    await here.receipt(sent, "delivered");
    here.clock.advance(9 * SECOND);
    await here.receipt(sent, "delivered", { eventId: "again" });
    await here.receipt(sent, "engaged");
    await here.receipt(sent, "undelivered");
    expect((await rows(here)).map(({ received }) => received)).toEqual([[[latencyBin(7 * SECOND), 1]]]);
  });

  test("count a receipt that came before the answer to the send as quick", async (here) => {
    const [claimed] = await here.claim();
    await here.receipt({ attemptId: claimed?.attemptId ?? "" }, "delivered");
    await here.settle(claimed ?? { attemptId: "" }, "accepted", { ref: "r1" });
    expect((await rows(here)).map(({ accepted, received }) => [accepted, received])).toEqual([[1, [[0, 1]]]]);
  });

  test("count nothing for what was refused, and once what was proved to be sent", { people: 2 }, async (here) => {
    const [refused, lost] = await here.claim();
    await here.settle(refused ?? { attemptId: "" }, "rejected", { disposition: "reroute" });
    await here.settle(lost ?? { attemptId: "" }, "uncertain");
    expect(await rows(here)).toEqual([]);
    await here.receipt({ attemptId: lost?.attemptId ?? "" }, "delivered");
    await here.settle(lost ?? { attemptId: "" }, "accepted", { ref: "r2" });
    expect(total(await rows(here))).toEqual({ accepted: 1, received: 1 });
  });

  test("come as coarse as they are asked for, and between two instants", { people: 3 }, async (here) => {
    const start = here.now - (here.now % (10 * SECOND));
    here.clock.advance(start + 10 * SECOND - here.now);
    for (const _ of [1, 2, 3]) {
      await here.sendOne();
      here.clock.advance(4 * SECOND);
    }
    const { campaign } = here.campaign;
    const coarse = await here.store.bins({ campaign, since: 0, grainMs: 10 * SECOND });
    expect(coarse.rows.map(({ at, accepted }) => [at - start, accepted])).toEqual([[10 * SECOND, 3]]);
    const middle = { since: start + 12 * SECOND, until: start + 18 * SECOND };
    expect((await here.store.bins({ campaign, ...middle })).rows.map(({ accepted }) => accepted)).toEqual([1]);
  });

  test("name the times in which nobody listened", async (here) => {
    const from = here.now;
    await here.listen(60 * SECOND, ["email.smtp"]);
    const { deaf } = await here.store.bins({ campaign: here.campaign.campaign, since: 0 });
    expect(deaf.filter(({ provider }) => provider === "sms.main")).toMatchObject([{ to: undefined }]);
    expect(deaf.find(({ provider }) => provider === "sms.main")?.from).toBeGreaterThanOrEqual(from - SECOND);
  });
});
