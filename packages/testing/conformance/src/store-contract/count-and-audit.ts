import { expect, it } from "vitest";
import { findings } from "./scene/account.ts";
import { HOUR, ONE_CARRIER, SECOND } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

export const countContract: Area = area("the ledger", ({ test, scene }) => {
  it("has correct sums for a campaign with every kind of event", async () => {
    const refused = [{ line: 9, reason: "message/bad-phone", advice: "write +33 6 …" }];
    const people = [{}, {}, {}, { email: [] }, { sms: [], email: [] }, { deadline: { afterMs: HOUR } }, {}];
    const here = await scene({ plan: ONE_CARRIER, people, refused });
    const sent = await here.send("sms.main", 3);
    await here.receipt({ attemptId: sent[0]?.attemptId ?? "" }, "delivered");
    await here.acknowledge("p1");
    await here.press("p2", "help");
    await here.reply(phoneNumbered(4), "STOP");
    await here.move({ transition: "remove", keys: ["p7"] });
    await here.skip(2 * HOUR);
    await here.decide();
    expect(await here.ledger()).toMatchObject({
      holds: true,
      state: "running",
      audience: { rows: 8, enrolled: 7, repeated: 0, refused: 1 },
      states: { pending: 0, active: 1, acknowledged: 1, exhausted: 2, expired: 1, suppressed: 1, cancelled: 1 },
      unreachedBy: { help: 1, unreachable: 1, deadline: 1, "opted-out": 1, "message/bad-phone": 1 },
      totals: { attempts: 3 },
    });
  });

  test("is separate for each campaign, and empty for an unknown campaign", { people: 2 }, async (here) => {
    await here.seed({ name: "second", people: 3 });
    const ledgers = await here.store.count();
    expect(ledgers.map(({ name, states }) => [name, states.pending])).toEqual([
      ["re-registration", 2],
      ["second", 3],
    ]);
    expect(await here.store.count(999_999)).toEqual([]);
  });

  test("counts attempts by step, provider, state and evidence", { people: 3 }, async (here) => {
    const [first, second, third] = await here.claim();
    await here.settle({ attemptId: first?.attemptId ?? "" }, "accepted", { ref: "r1" });
    await here.settle({ attemptId: second?.attemptId ?? "" }, "rejected", { disposition: "reroute" });
    await here.settle({ attemptId: third?.attemptId ?? "" }, "uncertain");
    const [other] = await here.claim("sms.second");
    expect(other?.key).toBe(second?.key);
    const { attempts } = await here.ledger();
    const key = ({ provider, state }: (typeof attempts)[number]) => `${provider} ${state}`;
    expect(attempts.map(key).sort()).toEqual([
      "sms.main accepted",
      "sms.main rejected",
      "sms.main uncertain",
      "sms.second submitting",
    ]);
  });

  it("counts by step how late workers claimed each attempt", async () => {
    const here = await scene({ people: Array.from({ length: 3 }, () => ({ deadline: { afterMs: 96 * HOUR } })) });
    const [first] = await here.claim("sms.main", 1);
    expect(here.now - (first?.dueAt ?? 0)).toBeLessThan(SECOND);
    here.clock.advance(7 * SECOND);
    const [second] = await here.claim("sms.main", 1);
    expect(here.now - (second?.dueAt ?? 0)).toBeGreaterThanOrEqual(7 * SECOND);
    expect((await here.ledger()).lateness).toEqual([
      { step: 1, upToS: 1, count: 1 },
      { step: 1, upToS: 15, count: 1 },
    ]);
    await here.skip(48 * HOUR);
    await here.claim("sms.main", 1);
    const { lateness, totals } = await here.ledger();
    expect(lateness.at(-1)).toEqual({ step: 1, upToS: undefined, count: 1 });
    expect(lateness.reduce((sum, { count }) => sum + count, 0)).toBe(totals.attempts);
  });
});

export const auditContract: Area = area("an audit", ({ test }) => {
  test("reads all rows in pages, and then reports the end", { people: 120 }, async (here) => {
    await here.send("sms.main", 60);
    let checked = 0;
    let pages = 0;
    for (let cursor: string | undefined; ; pages++) {
      const page = await here.store.audit({ cursor, limit: 50 });
      expect(page.findings).toEqual([]);
      checked += page.checked;
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
    expect(checked).toBeGreaterThanOrEqual(120);
    expect(pages).toBeGreaterThan(0);
  });

  test("returns correct results while other processes write between its pages", { people: 120 }, async (here) => {
    let cursor: string | undefined;
    do {
      const page = await here.store.audit({ cursor, limit: 20 });
      expect(page.findings).toEqual([]);
      cursor = page.cursor;
      for (const one of await here.send("sms.main", 5)) await here.receipt(one, "delivered");
      await here.acknowledge(`p${120 - (await here.ledger()).states.acknowledged}`);
    } while (cursor !== undefined);
  });

  test("changes no row", { people: 3 }, async (here) => {
    await here.sendOne();
    const [ledger, events] = [await here.ledger(), await here.events()];
    await findings(here);
    expect(await here.ledger()).toEqual(ledger);
    expect(await here.events()).toEqual(events);
  });

  test("reports a due time that has passed without effect", { plan: ONE_CARRIER }, async (here) => {
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(2 * HOUR);
    expect((await findings(here)).some((fact) => fact.startsWith("overdue"))).toBe(true);
  });

  test("reports a held queue whose review time has passed", async (here) => {
    await here.steer({ gate: "held", reviewAt: here.now + HOUR });
    expect(await findings(here)).toEqual([]);
    await here.skip(2 * HOUR);
    expect((await findings(here)).some((fact) => fact.startsWith("overdue"))).toBe(true);
    await here.steer({ gate: "open" });
  });
});
