import type { ClaimedRow } from "@relance/spec";
import { expect, it } from "vitest";
import { findings } from "./scene/account.ts";
import { HOUR, MINUTE, ONE_CARRIER, SECOND, SMS_ONLY, step } from "./scene/plan.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const SILENT = { errorCode: "provider/timeout" } as const;
const UNAUTHORIZED = { errorCode: "provider/unauthorized", accountFault: true } as const;
const REFUSED = { errorCode: "provider/refused", disposition: "reroute" } as const;

export const silentProviderContract: Area = area("a provider that does not answer", ({ test, scene }) => {
  async function doubt(here: Scene, rows: readonly ClaimedRow[]): Promise<void> {
    for (const row of rows) await here.settle(row, "uncertain", SILENT);
  }

  async function silent(here: Scene): Promise<readonly ClaimedRow[]> {
    const rows = await here.claim("sms.main", 5);
    await doubt(here, rows);
    return rows;
  }

  async function closed(here: Scene) {
    return (await here.store.queues()).closed;
  }

  it("is paused after five consecutive uncertain or refused attempts, before the next recipient is claimed", async () => {
    const here = await scene({ people: 8 });
    const rows = await here.claim("sms.main", 5);
    await doubt(here, rows.slice(0, 2));
    for (const row of rows.slice(2, 4)) await here.settle(row, "rejected", REFUSED);
    expect(await closed(here)).toEqual([]);
    const settle = [{ attemptId: rows[4]?.attemptId ?? "", kind: "uncertain", ...SILENT }] as const;
    expect((await here.ask("sms.main", 10, { settle })).claimed).toEqual([]);
    expect(await closed(here)).toMatchObject([
      {
        provider: "sms.main",
        reason: "provider/timeout",
        faults: 1,
        isSilent: true,
        until: new Date(here.now + MINUTE),
      },
    ]);
  });

  it.each([
    ["a message that it accepts", "accepted", {}],
    ["a recipient whom it refuses", "rejected", { disposition: "reject", errorCode: "provider/bad-recipient" }],
  ] as const)("is not paused after %s, also if one transaction settles all attempts", async (_, kind, facts) => {
    const here = await scene({ people: 20 });
    const rows = await here.claim("sms.main", 9);
    await doubt(here, rows.slice(0, 4));
    const outcomes = rows
      .slice(4, 9)
      .map(({ attemptId }, place) =>
        place === 1 ? { attemptId, kind, ...facts } : ({ attemptId, kind: "uncertain", ...SILENT } as const),
      );
    await here.store.settle(here.worker, outcomes.slice(1));
    expect(await closed(here)).toEqual([]);
    await doubt(here, rows.slice(4, 5));
    expect(await closed(here)).toEqual([]);
    await doubt(here, await here.claim("sms.main", 1));
    expect(await closed(here)).toHaveLength(1);
  });

  it.each([
    ["the template", "rejected", { disposition: "reject", errorCode: "message/template-failed" }],
    ["content that the provider refuses", "rejected", { disposition: "reroute", errorCode: "provider/bad-content" }],
    ["our own abort", "uncertain", { errorCode: "provider/aborted" }],
    ["our own failure to send", "not-sent", {}],
  ] as const)("is not paused or reported because of %s", async (_, kind, facts) => {
    const here = await scene({ people: 10 });
    for (const row of await here.claim()) await here.settle(row, kind, facts);
    expect(await closed(here)).toEqual([]);
  });

  test("is not paused after a worker was killed with many messages in flight", { people: 10 }, async (here) => {
    await here.claim();
    await here.crash();
    await here.processDue();
    expect((await here.ledger()).attempts).toMatchObject([{ state: "uncertain", count: 10 }]);
    expect(await closed(here)).toEqual([]);
  });

  it("is tested with one message: a failure doubles the pause, and an acceptance lets all recipients continue", async () => {
    const here = await scene({ people: 12 });
    await silent(here);
    await here.listen(MINUTE + SECOND);
    const tries = await here.claim();
    expect(tries).toHaveLength(1);
    await doubt(here, tries);
    await here.listen(2 * MINUTE - SECOND);
    expect(await here.claim()).toEqual([]);
    await here.listen(2 * SECOND);
    await here.settle(await here.claimOne(), "accepted");
    expect(await closed(here)).toEqual([]);
    expect(await here.claim()).toHaveLength(5);
  });

  test("sends again as soon as it accepts one message in flight", { people: 12 }, async (here) => {
    const late = await here.claimOne();
    await silent(here);
    expect(await here.claim()).toEqual([]);
    await here.settle(late, "accepted");
    expect(await closed(here)).toEqual([]);
    expect(await here.claim()).toHaveLength(6);
  });

  test("sends again once a receipt proves that it accepts messages without answering", { people: 12 }, async (here) => {
    const [one] = await silent(here);
    await here.receipt(one ?? {}, "delivered");
    await here.processDue();
    expect(await closed(here)).toEqual([]);
    expect(await here.claim()).toHaveLength(7);
  });

  test("sends again if the receipt of its probe arrives before the probe counts as unanswered", {
    people: 12,
  }, async (here) => {
    await silent(here);
    await here.listen(2 * MINUTE);
    const probe = await here.claimOne();
    await here.receipt(probe, "delivered");
    await here.settle(probe, "uncertain", SILENT);
    expect(await closed(here)).toEqual([]);
  });

  test("remains paused after a receipt for an unanswered message if it also refuses the account", {
    people: 12,
  }, async (here) => {
    const [one, ...others] = await here.claim("sms.main", 5);
    await doubt(here, one === undefined ? [] : [one]);
    for (const row of others) await here.settle(row, "deferred", UNAUTHORIZED);
    await here.receipt(one ?? {}, "delivered");
    await here.processDue();
    expect(await closed(here)).toMatchObject([{ faults: 1, isSilent: false }]);
  });

  it.each([
    { what: "does not answer", until: "`onMissingReceipt.after`", account: undefined, longest: 15 * MINUTE },
    { what: "refuses our account", until: "their step", account: UNAUTHORIZED, longest: HOUR },
  ])("keeps its waiting recipients only until the end of $until if it $what", async ({ account, longest }) => {
    const here = await scene({ people: 8, plan: ONE_CARRIER });
    await here.listen(2 * HOUR);
    if (account === undefined) await silent(here);
    else for (const row of await here.claim("sms.main", 5)) await here.settle(row, "deferred", account);
    await here.listen(longest - MINUTE);
    await here.processDue();
    const waiting = account === undefined ? 3 : 8;
    const before = await here.claim("email.smtp");
    await here.listen(2 * MINUTE);
    await here.processDue();
    const after = await here.claim("email.smtp");
    expect(after).toHaveLength(waiting);
    expect([...before, ...after].every((row) => row.step === 2)).toBe(true);
    expect(new Set([...before, ...after].map(({ key }) => key)).size).toBe(8);
  });

  test("keeps its waiting recipients if they have no other step", { people: 8, plan: SMS_ONLY }, async (here) => {
    await silent(here);
    await here.listen(2 * HOUR);
    await here.processDue();
    expect((await here.ledger()).states).toMatchObject({ pending: 3, exhausted: 0 });
    await here.settle(await here.claimOne(), "accepted");
    expect(await here.claim()).toHaveLength(2);
  });

  it("is an audit finding as long as recipients wait for the provider", async () => {
    const here = await scene({ people: 8, plan: SMS_ONLY });
    await silent(here);
    expect(await findings(here)).toEqual([]);
    await here.listen(MINUTE + 10 * SECOND);
    await doubt(here, [await here.claimOne()]);
    await here.processDue();
    expect(await findings(here)).toEqual([
      expect.stringContaining("sms.main does not answer, and its recipients are overdue by a minute"),
    ]);
    await here.listen(2 * MINUTE);
    await here.settle(await here.claimOne(), "accepted");
    await here.send();
    expect(await findings(here)).toEqual([]);
  });
});

export const doubtContract: Area = area("an uncertain message", ({ scene }) => {
  it.each([
    { what: "a lost answer", isKilled: false },
    { what: "a killed worker", isKilled: true },
  ])("after $what leaves time for the other carrier and the next step", async ({ isKilled }) => {
    const here = await scene({ people: [{ deadline: { afterMs: 6 * MINUTE } }] });
    const one = await here.claimOne();
    if (isKilled) await here.crash();
    else await here.settle(one, "uncertain", SILENT);
    await here.processDue();
    await here.listen(2 * MINUTE);
    await here.decide();
    const other = await here.claimOne("sms.second");
    await here.settle(other, "uncertain", SILENT);
    await here.listen(2 * MINUTE);
    await here.decide();
    expect(await here.claim("email.smtp")).toMatchObject([{ step: 2 }]);
  });

  it("is given up when its receipt is overdue, unless its own wait ends earlier", async () => {
    const plan = { steps: [step("sms", { unknownAfterMs: 2 * MINUTE }), step("email")] };
    const here = await scene({ plan });
    await here.settle(await here.claimOne(), "uncertain", SILENT);
    await here.listen(MINUTE);
    await here.decide();
    expect(await here.claim("sms.second")).toEqual([]);
    await here.listen(MINUTE);
    await here.decide();
    expect(await here.claim("sms.second")).toHaveLength(1);
  });
});

const TWO_CARRIERS = { steps: [step("sms")] };

export const passedByContract: Area = area("an unavailable provider", ({ scene }) => {
  async function doubt(here: Scene, rows: readonly ClaimedRow[]): Promise<void> {
    for (const row of rows) await here.settle(row, "uncertain", { errorCode: "provider/timeout" });
  }

  async function silent(here: Scene): Promise<void> {
    await doubt(here, await here.claim("sms.main", 5));
  }

  it("delays recipients without another step by at most `onMissingReceipt.after` if another carrier works", async () => {
    const here = await scene({ people: 8, plan: TWO_CARRIERS });
    await silent(here);
    await here.listen(14 * MINUTE);
    await here.processDue();
    const inDoubt = (await here.claim("sms.second")).length;
    expect(inDoubt).toBeLessThanOrEqual(5);
    await here.listen(2 * MINUTE);
    await here.processDue();
    expect(inDoubt + (await here.claim("sms.second")).length).toBe(8);
  });

  it("delays no recipient if the plan has `neverWaits` and another carrier works", async () => {
    const here = await scene({ people: 8, plan: { ...TWO_CARRIERS, neverWaits: true } });
    await silent(here);
    await here.processDue();
    const rerouted = await here.claim("sms.second");
    expect(rerouted).toHaveLength(3);
    expect(rerouted.every((row) => row.step === 1)).toBe(true);
    expect(await here.ledger()).toMatchObject({ holds: true });
  });

  it("delays recipients while every carrier is paused, until the first carrier works again", async () => {
    const here = await scene({ people: 16, plan: { ...TWO_CARRIERS, neverWaits: true } });
    await silent(here);
    await here.processDue();
    await doubt(here, await here.claim("sms.second", 5));
    await here.processDue();
    expect(await here.claim("sms.second")).toEqual([]);
    await here.listen(MINUTE + SECOND);
    await here.settle(await here.claimOne("sms.second"), "accepted");
    await here.processDue();
    expect(await here.claim("sms.second")).not.toEqual([]);
    expect(await here.claim("sms.main")).toEqual([]);
  });
});
