import { expect, it } from "vitest";
import { HOUR, ONE_CARRIER } from "./scene/plan.ts";
import { digestOf, phoneOf } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const PHONE_1 = { via: digestOf("sms", phoneOf(1)) };
const PHONE_2 = { via: digestOf("sms", phoneOf(2)) };

/** "I am not the right person" strikes out the contact that it came by, and no other. */
export const wrongPersonContract: Area = area("the wrong person", ({ test, scene }) => {
  const twoPhones = { people: [{ sms: [phoneOf(1), phoneOf(2)] }] } as const;

  /** The phone heard it and its hour is over: the mailbox is in use. */
  async function onToEmail(here: Scene): Promise<void> {
    await here.receipt(await here.sendOne(), "delivered");
    await here.skip(HOUR);
    await here.decide();
    await here.sendOne("email.smtp");
  }

  test("on the link in use: the next contact is written to at once", twoPhones, async (here) => {
    await here.sendOne();
    await here.press("p1", "wrong-person", PHONE_1);
    expect((await here.sendOne()).address).toBe(phoneOf(2));
  });

  test("on the link of an earlier message: the one that is in use now goes on", { plan: ONE_CARRIER }, async (here) => {
    await onToEmail(here);
    const events = (await here.events()).length;
    await here.press("p1", "wrong-person", PHONE_1);
    expect(await here.person("p1")).toMatchObject({ state: "active", step: 2, answer: "wrong-person" });
    expect((await here.events()).slice(events).map(({ type }) => type)).toEqual(["enrollment.answered"]);
  });

  test("on the link of an earlier message: that contact is never used again", twoPhones, async (here) => {
    await here.sendOne();
    await here.press("p1", "wrong-person", PHONE_1);
    await here.sendOne();
    await here.press("p1", "wrong-person", PHONE_1);
    expect(await here.claim("email.smtp")).toEqual([]);
    await here.press("p1", "wrong-person", PHONE_2);
    expect(await here.claim("email.smtp")).toMatchObject([{ key: "p1", step: 2 }]);
  });

  test("on the link of a contact that was corrected since: the new one is not struck out", twoPhones, async (here) => {
    await here.sendOne();
    await here.press("p1", "wrong-person", { via: digestOf("sms", phoneOf(77)) });
    expect(await here.person("p1")).toMatchObject({ state: "active", answer: "wrong-person" });
    expect(await here.claim()).toEqual([]);
    expect(await here.claim("email.smtp")).toEqual([]);
  });

  it("without a second contact anywhere: on the list for people, with the reason", async () => {
    const here = await scene({ people: [{ email: [] }] });
    await here.sendOne();
    await here.press("p1", "wrong-person", PHONE_1);
    expect(await here.person("p1")).toMatchObject({ state: "exhausted", cause: "wrong-person" });
    expect((await here.ledger()).unreachedBy).toEqual({ "wrong-person": 1 });
    const { rows } = await here.store.list({
      campaign: here.campaign.campaign,
      unreached: true,
      limit: 10,
    });
    expect(rows).toMatchObject([{ contacts: [{ address: phoneOf(1), barred: "dead" }] }]);
  });

  it("in a reply: the phone that replied", async () => {
    const here = await scene({ ...twoPhones, plan: { reply: { NO: "wrong-person" } } });
    await here.sendOne();
    await here.reply(phoneOf(1), "no");
    expect((await here.sendOne()).address).toBe(phoneOf(2));
    await here.reply(phoneOf(1), "no");
    expect(await here.claim("email.smtp")).toEqual([]);
  });
});

export const afterTheLadderContract: Area = area("answers after the end of the ladder", ({ scene }) => {
  it.each([
    { answer: "help", cause: "help" },
    { answer: "wrong-person", cause: "wrong-person" },
    { answer: "promise", cause: "deadline" },
  ])("$answer: the list for people says $cause, and the ledger too", async ({ answer, cause }) => {
    const here = await scene();
    await here.skip(25 * HOUR);
    await here.decide();
    await here.press("p1", answer, PHONE_1);
    expect(await here.person("p1")).toMatchObject({ state: "expired", cause, lastAnswer: answer });
    expect(await here.ledger()).toMatchObject({ unreachedBy: { [cause]: 1 }, holds: true });
    expect((await here.ledger()).unreachedBy).toEqual({ [cause]: 1 });
  });
});
