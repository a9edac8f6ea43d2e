import type { SuppressInput } from "@relance/spec";
import { expect, it } from "vitest";
import { HOUR } from "./scene/plan.ts";
import { digestOf, phoneOf } from "./scene/rows.ts";
import { type Area, area } from "./scene/scenes.ts";

function rule(facts: Partial<SuppressInput> = {}): SuppressInput {
  return {
    tenant: "",
    channel: "sms",
    digest: digestOf("sms", phoneOf(1)),
    reason: "opted-out",
    source: "test",
    ...facts,
  };
}

/** A rule forbids a contact at once, for everybody who has it. */
export const suppressContract: Area = area("suppress", ({ test, scene }) => {
  it("moves everybody who has the contact to what is left, and says how many", async () => {
    const here = await scene({ people: [{ sms: [phoneOf(1)] }, { sms: [phoneOf(1)] }, {}] });
    await here.send();
    expect(await here.store.suppress([rule()])).toEqual([{ status: "new", people: 2 }]);
    expect((await here.claim("email.smtp")).map(({ key }) => key).sort()).toEqual(["p1", "p2"]);
  });

  test("is the same rule when it comes again", async (here) => {
    await here.store.suppress([rule()]);
    const events = await here.events();
    expect(await here.store.suppress([rule()])).toMatchObject([{ status: "same" }]);
    expect(await here.events()).toEqual(events);
  });

  test("after a claim: that message is sent once and settles, and none follows on the channel", async (here) => {
    const one = await here.claimOne();
    await here.store.suppress([rule()]);
    expect(await here.settle(one, "accepted", { ref: "r1" })).toBe("recorded");
    expect((await here.ledger()).totals.attempts).toBe(1);
    for (const provider of ["sms.main", "sms.second"]) expect(await here.claim(provider)).toEqual([]);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });

  test("is never an acknowledgement", { people: [{ email: [] }] }, async (here) => {
    await here.store.suppress([rule()]);
    expect(await here.person("p1")).toMatchObject({
      state: "suppressed",
      cause: "opted-out",
      answer: undefined,
    });
    expect(await here.ledger()).toMatchObject({
      states: { acknowledged: 0 },
      unreachedBy: { "opted-out": 1 },
    });
  });

  test("concerns one channel and one tenant", async (here) => {
    const rules = [rule({ tenant: "acme" }), rule({ channel: "push" })];
    await here.store.suppress(rules);
    expect(await here.claim()).toHaveLength(1);
  });

  test("holds for people who are enrolled later, until it ends", { people: 0 }, async (here) => {
    await here.store.suppress([rule({ expiresAt: here.now + HOUR })]);
    await here.seed({ name: "during", people: [{ email: [] }] });
    expect((await here.person("p1")).state).toBe("suppressed");
    await here.skip(2 * HOUR);
    await here.seed({ name: "after", people: [{ email: [] }] });
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  test("can be lifted, and only if it is there", async (here) => {
    expect(await here.store.suppress([rule({ lift: true })])).toMatchObject([{ status: "unknown" }]);
    await here.store.suppress([rule()]);
    expect(await here.store.suppress([rule({ lift: true })])).toMatchObject([{ status: "lifted" }]);
    await here.seed({ name: "after", people: [{ email: [] }] });
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  test("leaves somebody's other contacts alone", { people: [{ sms: [phoneOf(1), phoneOf(2)] }] }, async (here) => {
    await here.sendOne();
    await here.store.suppress([rule({ digest: digestOf("sms", phoneOf(2)) })]);
    expect(await here.claim("email.smtp")).toEqual([]);
    await here.store.suppress([rule()]);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });
});
