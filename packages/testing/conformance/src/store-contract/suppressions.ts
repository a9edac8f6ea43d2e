import type { SuppressInput, SuppressionRow } from "@relance/spec";
import { expect, it } from "vitest";
import { everyRow } from "./scene/every-row.ts";
import { HOUR, SMS_ONLY } from "./scene/plan.ts";
import { contactDigest, phoneNumbered, row } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

function rule(facts: Partial<SuppressInput> = {}): SuppressInput {
  return {
    tenant: "",
    channel: "sms",
    digest: contactDigest("sms", phoneNumbered(1)),
    reason: "complaint",
    actor: "test",
    ...facts,
  };
}

export const suppressionListContract: Area = area("suppressions", ({ test, scene }) => {
  const everything = ({ store }: Scene, tenant?: string): Promise<SuppressionRow[]> =>
    everyRow((cursor) => store.suppressions({ tenant, cursor, limit: 2 }));

  test("that are in force are listed page by page, with the address while a recipient still has the contact", async (here) => {
    const expiresAt = here.now + HOUR;
    await here.store.suppress([rule()]);
    await here.store.suppress([
      rule({ digest: contactDigest("sms", phoneNumbered(77)), purpose: "marketing", expiresAt }),
    ]);
    await here.store.suppress([
      rule({ tenant: "acme", channel: "email", digest: contactDigest("email", "p9@example.org") }),
    ]);
    const all = await everything(here);
    expect(all).toMatchObject([
      { channel: "sms", tenant: "", purpose: "", address: phoneNumbered(1), reason: "complaint", actor: "test" },
      { purpose: "marketing", address: undefined, digest: contactDigest("sms", phoneNumbered(77)) },
      { tenant: "acme", channel: "email", expiresAt: undefined },
    ]);
    expect(all[0]?.createdAt).toEqual(new Date(here.now));
    expect(all[1]?.expiresAt).toEqual(new Date(expiresAt));
    expect((await everything(here, "acme")).map(({ tenant }) => tenant)).toEqual(["acme"]);
  });

  test("that ended or were removed are not listed as in force", async (here) => {
    await here.store.suppress([rule(), rule({ reason: "asked", expiresAt: here.now + HOUR })]);
    await here.skip(2 * HOUR);
    expect((await everything(here)).map(({ reason }) => reason)).toEqual(["complaint"]);
    await here.store.suppress([rule({ remove: true })]);
    expect(await everything(here)).toEqual([]);
  });

  test("for one purpose do not affect messages of another purpose", async (here) => {
    expect(await here.store.suppress([rule({ purpose: "marketing" })])).toEqual([{ status: "new", people: 0 }]);
    await here.seed({ name: "second" });
    expect(await here.claim()).toHaveLength(2);
  });

  test("for service messages stop the recipient's current and later messages", { plan: SMS_ONLY }, async (here) => {
    expect(await here.store.suppress([rule({ purpose: "service" })])).toMatchObject([{ people: 1 }]);
    await here.seed({ name: "second", plan: SMS_ONLY });
    expect(await here.claim()).toEqual([]);
    expect((await here.person("p1")).state).toBe("suppressed");
  });

  test("are separate for each purpose and each reason", async (here) => {
    const rules = [rule(), rule({ purpose: "service" }), rule({ reason: "opted-out" }), rule()];
    const answers = await here.store.suppress(rules);
    expect(answers.map(({ status }) => status)).toEqual(["new", "new", "new", "same"]);
    expect(await everything(here)).toHaveLength(3);
  });

  test("remain in force when another suppression of the contact is lifted", async (here) => {
    await here.store.suppress([rule(), rule({ purpose: "service" })]);
    await here.store.suppress([rule({ purpose: "", remove: true })]);
    expect(await here.claim()).toEqual([]);
    await here.store.suppress([rule({ purpose: "service", remove: true })]);
    await here.seed({ name: "second" });
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  it("are found by the hash of a contact, whether or not a recipient has the contact", async () => {
    const here = await scene({ plan: SMS_ONLY });
    const third = contactDigest("sms", phoneNumbered(3));
    const asked = [1, 2, 3, 1].map((number) => contactDigest("sms", phoneNumbered(number)));
    expect((await here.store.statuses({ contacts: asked })).contacts).toEqual(["held", "unknown", "unknown", "held"]);
    await here.store.suppress([rule(), rule({ digest: third, tenant: "acme", purpose: "marketing" })]);
    expect((await here.store.statuses({ contacts: asked })).contacts).toEqual([
      "forbidden",
      "unknown",
      "forbidden",
      "forbidden",
    ]);
    await here.store.suppress([rule({ remove: true })]);
    expect((await here.store.statuses({ contacts: asked.slice(0, 1) })).contacts).toEqual(["held"]);
    expect((await here.store.statuses({ contacts: [] })).contacts).toEqual([]);
  });

  test("by the recipient end with START, and other suppressions remain", { plan: SMS_ONLY }, async (here) => {
    await here.store.suppress([rule()]);
    await here.reply(phoneNumbered(1), "STOP");
    await here.reply(phoneNumbered(1), "START");
    expect((await everything(here)).map(({ reason }) => reason)).toEqual(["complaint"]);
    expect((await here.person("p1")).state).toBe("suppressed");
  });

  it.each<{ readonly words: string; readonly facts: (now: number) => Partial<SuppressInput> }>([
    { words: "an end before the beginning", facts: (now) => ({ expiresAt: now - 1 }) },
    { words: "an end that is not a time", facts: () => ({ expiresAt: Number.NaN }) },
    { words: "no contact", facts: () => ({ digest: "" }) },
    { words: "text that cannot be stored", facts: () => ({ reason: "a\0b" }) },
    { words: "an unknown channel", facts: () => ({ channel: "pigeon" as "sms" }) },
  ])("with $words are refused, and the other suppressions are stored", async ({ facts }) => {
    const here = await scene();
    const answers = await here.store.suppress([
      rule(facts(here.now)),
      rule({ digest: contactDigest("sms", phoneNumbered(2)) }),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(["refused", "new"]);
    expect(answers[0]?.code).toMatch(/\//);
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  it("are checked at the claim, so that a complaint during the enrollment prevents the message", async () => {
    const here = await scene({ people: 0, until: "enrolled" });
    const { campaign } = here.campaign;
    const numbers = Array.from({ length: 20 }, (_, index) => index + 1);
    await Promise.all(
      numbers.flatMap((number) => [
        here.enroll([row(number, { email: [] })], { importId: "import-2", seq: number - 1 }),
        here.store.suppress([rule({ digest: contactDigest("sms", phoneNumbered(number)) })]),
      ]),
    );
    await here.store.seal({ campaign, importId: "import-2", chunks: 20 });
    expect(await here.claim()).toEqual([]);
    expect((await here.ledger()).states.suppressed).toBe(20);
  });
});

export const suppressContract: Area = area("a suppression", ({ test, scene }) => {
  it("moves every recipient who has the contact to the recipient's other contacts, and returns how many recipients moved", async () => {
    const here = await scene({ people: [{ sms: [phoneNumbered(1)] }, { sms: [phoneNumbered(1)] }, {}] });
    await here.send();
    expect(await here.store.suppress([rule()])).toEqual([{ status: "new", people: 2 }]);
    expect((await here.claim("email.smtp")).map(({ key }) => key).sort()).toEqual(["p1", "p2"]);
  });

  test("is stored once if it is repeated", async (here) => {
    await here.store.suppress([rule()]);
    const events = await here.events();
    expect(await here.store.suppress([rule()])).toMatchObject([{ status: "same" }]);
    expect(await here.events()).toEqual(events);
  });

  test("after a claim lets the claimed message be sent, but no other message on the channel", async (here) => {
    const one = await here.claimOne();
    await here.store.suppress([rule()]);
    expect(await here.settle(one, "accepted", { ref: "r1" })).toBe("recorded");
    expect((await here.ledger()).totals.attempts).toBe(1);
    for (const provider of ["sms.main", "sms.second"]) expect(await here.claim(provider)).toEqual([]);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });

  test("is not an acknowledgement", { people: [{ email: [] }] }, async (here) => {
    await here.store.suppress([rule()]);
    expect(await here.person("p1")).toMatchObject({ state: "suppressed", cause: "opted-out", answer: undefined });
    expect(await here.ledger()).toMatchObject({ states: { acknowledged: 0 }, unreachedBy: { "opted-out": 1 } });
  });

  test("affects one channel and one tenant", async (here) => {
    const rules = [rule({ tenant: "acme" }), rule({ channel: "push" })];
    await here.store.suppress(rules);
    expect(await here.claim()).toHaveLength(1);
  });

  test("applies to recipients who are enrolled before the suppression ends", { people: 0 }, async (here) => {
    await here.store.suppress([rule({ expiresAt: here.now + HOUR })]);
    await here.seed({ name: "during", people: [{ email: [] }] });
    expect((await here.person("p1")).state).toBe("suppressed");
    await here.skip(2 * HOUR);
    await here.seed({ name: "after", people: [{ email: [] }] });
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  test("is removed only if it exists", async (here) => {
    expect(await here.store.suppress([rule({ remove: true })])).toMatchObject([{ status: "unknown" }]);
    await here.store.suppress([rule()]);
    expect(await here.store.suppress([rule({ remove: true })])).toMatchObject([{ status: "removed" }]);
    await here.seed({ name: "after", people: [{ email: [] }] });
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
  });

  test("does not affect a recipient's other contacts", {
    people: [{ sms: [phoneNumbered(1), phoneNumbered(2)] }],
  }, async (here) => {
    await here.sendOne();
    await here.store.suppress([rule({ digest: contactDigest("sms", phoneNumbered(2)) })]);
    expect(await here.claim("email.smtp")).toEqual([]);
    await here.store.suppress([rule()]);
    expect(await here.claim("email.smtp")).toHaveLength(1);
  });
});
