import { type BinRow, type IncidentChange, latencyBin } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR, MINUTE, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const binsContract: Area = area("bins of receipts", ({ test }) => {
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

  test("count acceptances by second, provider and destination", { people: 3 }, async (here) => {
    await here.send("sms.main", 2);
    here.clock.advance(SECOND);
    await here.send("sms.main", 1);
    const all = await rows(here);
    expect(all.map(({ provider, channel, accepted }) => [provider, channel, accepted])).toEqual([
      ["sms.main", "sms", 2],
      ["sms.main", "sms", 1],
    ]);
    expect(all[0]?.destination).toMatch(/^\+\d{4}$/);
    expect(await rows(here, here.now - (here.now % SECOND))).toHaveLength(1);
  });

  test("count each message's first final receipt once, by its latency, whatever receipts follow", async (here) => {
    const sent = await here.sendOne();
    here.clock.advance(7 * SECOND);
    expect((await here.receipt(sent, "in-transit")).answeredMs).toBeUndefined();
    expect(total(await rows(here))).toEqual({ accepted: 1, received: 0 });
    expect((await here.receipt(sent, "delivered")).answeredMs).toBe(7 * SECOND);
    here.clock.advance(9 * SECOND);
    expect((await here.receipt(sent, "delivered", { quality: "handset" })).answeredMs).toBeUndefined();
    await here.receipt(sent, "engaged");
    await here.receipt(sent, "undelivered");
    expect((await rows(here)).map(({ received }) => received)).toEqual([[[latencyBin(7 * SECOND), 1]]]);
  });

  test("count a receipt that arrives before the answer to the send with a latency of zero", async (here) => {
    const [claimed] = await here.claim();
    const answer = await here.receipt({ attemptId: claimed?.attemptId ?? "" }, "delivered");
    expect(answer.answeredMs).toBe(0);
    await here.settle(claimed ?? { attemptId: "" }, "accepted", { ref: "r1" });
    expect((await rows(here)).map(({ accepted, received }) => [accepted, received])).toEqual([[1, [[0, 1]]]]);
  });

  test("count no refused message, and count a message once if a receipt proves that it was sent", {
    people: 2,
  }, async (here) => {
    const [refused, lost] = await here.claim();
    await here.settle(refused ?? { attemptId: "" }, "rejected", { disposition: "reroute" });
    await here.settle(lost ?? { attemptId: "" }, "uncertain");
    expect(await rows(here)).toEqual([]);
    await here.receipt({ attemptId: lost?.attemptId ?? "" }, "delivered");
    await here.settle(lost ?? { attemptId: "" }, "accepted", { ref: "r2" });
    expect(total(await rows(here))).toEqual({ accepted: 1, received: 1 });
  });

  test("are returned at the requested resolution, between two times", { people: 3 }, async (here) => {
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

  test("are returned with the periods in which no receiver listened", async (here) => {
    const from = here.now;
    await here.listen(60 * SECOND, ["email.smtp"]);
    const { downtime } = await here.store.bins({ campaign: here.campaign.campaign, since: 0 });
    expect(downtime.filter(({ provider }) => provider === "sms.main")).toMatchObject([{ to: undefined }]);
    expect(downtime.find(({ provider }) => provider === "sms.main")?.from).toBeGreaterThanOrEqual(from - SECOND);
  });
});

const LED = { people: 3, plan: ONE_CARRIER };

export const responseCountsContract: Area = area("response counts", ({ test, scene }) => {
  async function counted(here: Scene, facts: { since?: number; until?: number; withinMs?: number } = {}) {
    const { campaign } = here.campaign;
    const asked = { campaign, since: 0, until: here.now + SECOND, withinMs: 15 * MINUTE, ...facts };
    const rows = await here.store.responseCounts(asked);
    return rows.map(({ provider, step, people, answered }) => [provider, step, people, answered]);
  }

  it("count recipients by provider, channel, destination and step, and recipients who answered by any method", async () => {
    const here = await scene({ people: 4 });
    const [first, second] = await here.send("sms.main", 3);
    here.clock.advance(MINUTE);
    await here.acknowledge(first?.key ?? "");
    await here.press(second?.key ?? "", "done");
    const { campaign } = here.campaign;
    const [row, ...others] = await here.store.responseCounts({ campaign, since: 0, until: here.now, withinMs: HOUR });
    expect(row).toMatchObject({ provider: "sms.main", channel: "sms", step: 1, people: 3, answered: 2 });
    expect(row?.destination).toMatch(/^\+\d{4}$/);
    expect(others).toEqual([]);
  });

  it("include only messages sent within the period, and only messages of this campaign", async () => {
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

  test("count an answer if the time from the acceptance to the answer is within the requested limit", {
    people: 2,
  }, async (here) => {
    const [first, second] = await here.send();
    here.clock.advance(5 * MINUTE);
    await here.acknowledge(first?.key ?? "");
    here.clock.advance(15 * MINUTE);
    await here.acknowledge(second?.key ?? "");
    expect(await counted(here, { withinMs: 5 * MINUTE })).toEqual([["sms.main", 1, 2, 0]]);
    expect(await counted(here)).toEqual([["sms.main", 1, 2, 1]]);
    expect(await counted(here, { withinMs: HOUR })).toEqual([["sms.main", 1, 2, 2]]);
  });

  it("do not count revoked answers, and count an answer even if another answer followed", async () => {
    const here = await scene({ people: 2 });
    const [first, second] = await here.send();
    await here.press(first?.key ?? "", "promise");
    here.clock.advance(10 * MINUTE);
    await here.press(first?.key ?? "", "done");
    const { enrollment } = await here.person(second?.key ?? "");
    await here.acknowledge(second?.key ?? "", { target: { enrollment }, revoke: true });
    expect(await counted(here, { withinMs: MINUTE })).toEqual([["sms.main", 1, 2, 1]]);
  });

  test("count no recipient whose message was refused, uncertain or bounced", { people: 4 }, async (here) => {
    const [refused, lost, back, taken] = await here.claim();
    await here.settle(refused ?? { attemptId: "" }, "rejected", { disposition: "reroute" });
    await here.settle(lost ?? { attemptId: "" }, "uncertain");
    for (const one of [back, taken]) await here.settle(one ?? { attemptId: "" }, "accepted");
    await here.receipt({ attemptId: back?.attemptId ?? "" }, "undelivered");
    await here.receipt({ attemptId: taken?.attemptId ?? "" }, "delivered");
    expect(await counted(here)).toEqual([["sms.main", 1, 1, 0]]);
  });

  test(
    "count first final receipts by their latency, except for messages that follow a failed message",
    LED,
    async (here) => {
      const { campaign } = here.campaign;
      const heard = async (withinMs: number) => {
        const rows = await here.store.responseCounts({ campaign, since: 0, until: here.now + SECOND, withinMs });
        return rows.map(({ provider, people, messages, receipts }) => [provider, people, messages, receipts]);
      };
      const [quick, late] = await here.send();
      here.clock.advance(SECOND);
      await here.receipt(quick ?? {}, "delivered");
      await here.listen(MINUTE);
      await here.receipt(late ?? {}, "undelivered", { addressPermanent: true });
      expect(await heard(MINUTE)).toEqual([["sms.main", 2, 3, 1]]);
      expect(await heard(HOUR)).toEqual([["sms.main", 2, 3, 2]]);
      await here.decide();
      expect(await here.send("email.smtp")).toHaveLength(1);
      expect((await heard(HOUR)).at(-1)).toEqual(["email.smtp", 1, 0, 0]);
    },
  );

  it("count messages whose recipients answered, and how many of these messages have a receipt", async () => {
    const here = await scene({ people: 5 });
    const { campaign } = here.campaign;
    const proven = async (withinMs: number) => {
      const rows = await here.store.responseCounts({ campaign, since: 0, until: here.now + SECOND, withinMs });
      return rows.map(({ provider, proven: all, provenReceipts }) => [provider, all, provenReceipts]);
    };
    const [reported, unreported, silent, told, late] = await here.send();
    here.clock.advance(SECOND);
    for (const one of [reported, silent]) await here.receipt(one ?? {}, "delivered");
    for (const one of [reported, unreported]) await here.press(one?.key ?? "", "done");
    await here.acknowledge(told?.key ?? "");
    await here.listen(10 * MINUTE);
    await here.press(late?.key ?? "", "done");
    expect(await proven(MINUTE)).toEqual([["sms.main", 2, 1]]);
    expect(await proven(HOUR)).toEqual([["sms.main", 3, 1]]);
  });

  test("do not count an answer after a second message as a proof that the first message arrived", async (here) => {
    const { campaign } = here.campaign;
    const { key } = await here.sendOne();
    await here.listen(HOUR + MINUTE);
    await here.decide();
    await here.send("email.smtp");
    await here.press(key, "done");
    const rows = await here.store.responseCounts({ campaign, since: 0, until: here.now + SECOND, withinMs: 2 * HOUR });
    expect(rows.map(({ provider, answered, proven }) => [provider, answered, proven])).toEqual([
      ["sms.main", 1, 0],
      ["email.smtp", 1, 0],
    ]);
  });

  test("count each recipient once per step, by the step's first message", async (here) => {
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

export const incidentsContract: Area = area("incidents", ({ test }) => {
  function say(here: Scene, change: IncidentChange["change"], facts: Partial<IncidentChange> = {}) {
    const subject = {
      campaign: here.campaign.campaign,
      kind: "loss",
      provider: "sms.main",
      destination: "+3367",
    } as const;
    return here.store.incident({ ...subject, change, fact: `${change} it`, actor: "plugin:watch", ...facts });
  }

  test("open once for each combination of kind, provider and destination, and get notes until they end", async (here) => {
    const opened = await say(here, "open", { figures: { lost: 0.26 }, action: "paused sms.main", did: "paused" });
    expect(opened.status).toBe("opened");
    here.clock.advance(MINUTE);
    expect(await say(here, "open", { figures: { lost: 0.3 } })).toEqual({ status: "noted", id: opened.id });
    expect((await say(here, "end")).status).toBe("ended");
    expect((await say(here, "end")).status).toBe("unknown");
    const { rows } = await here.store.incidents({ campaign: here.campaign.campaign, limit: 10 });
    expect(rows).toMatchObject([
      { id: opened.id, kind: "loss", provider: "sms.main", destination: "+3367", figures: { lost: 0.3 } },
    ]);
    expect(rows[0]?.notes.map(({ fact, action, did }) => [fact, action, did])).toEqual([
      ["open it", "paused sms.main", "paused"],
      ["open it", undefined, undefined],
      ["end it", undefined, undefined],
    ]);
    expect(rows[0]?.endedAt?.getTime()).toBe(here.now);
  });

  test("can open again after they ended, and several incidents can be open for different destinations", async (here) => {
    await say(here, "open");
    await say(here, "end");
    await say(here, "open");
    await say(here, "open", { destination: "" });
    await say(here, "open", { campaign: 0, kind: "ingress", provider: "", destination: "" });
    const open = await here.store.incidents({ open: true, limit: 10 });
    expect(open.rows.map(({ campaign, destination: part }) => [campaign !== 0, part])).toEqual([
      [true, "+3367"],
      [true, ""],
      [false, ""],
    ]);
    const first = await here.store.incidents({ limit: 2 });
    const rest = await here.store.incidents({ limit: 10, cursor: first.cursor });
    expect([first.rows.length, rest.rows.length]).toEqual([2, 2]);
    const [, , third] = (await here.store.incidents({ limit: 10 })).rows;
    const after = await here.store.incidents({ limit: 10, cursor: String(third?.id) });
    expect(after.rows).toEqual(rest.rows.slice(1));
  });

  test("are events of their campaign", async (here) => {
    await say(here, "open");
    await say(here, "end");
    const types = (await here.events()).filter(({ key }) => key === undefined).map(({ type }) => type);
    expect(types.slice(-2)).toEqual(["incident.opened", "incident.ended"]);
  });
});
