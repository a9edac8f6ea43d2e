import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { HOUR, MINUTE } from "../../support/laboratory.ts";
import { type LinkScene, linkScene } from "../../support/link-scene.ts";

const addressesOf = async ({ handle, lab }: LinkScene) => {
  const person = await lab.finish(handle.recipient("p0"));
  return person?.contacts.map(({ address }) => address) ?? [];
};

/** Sends p0 an SMS and, after the wait, an email. */
async function onEmail(): Promise<LinkScene> {
  const here = await linkScene();
  await here.lab.time.advance(5 * HOUR);
  expect(here.tokens()).toHaveLength(2);
  return here;
}

describe("a link", () => {
  it("differs for each contact, and each of them confirms", async () => {
    for (const place of [0, 1]) {
      const here = await onEmail();
      expect(new Set(here.tokens()).size).toBe(2);
      expect(await here.pressOn(here.tokens()[place] ?? "", "done")).toBe("recorded");
      expect((await here.lab.ledger()).states.acknowledged).toBe(1);
    }
  });

  it("to the phone, pressed after the mail was sent: the recipient answered by phone", async () => {
    const here = await onEmail();
    const [phone = ""] = here.tokens();
    await here.lab.finish(partsOf(here.gateway).engine.port.signal(phone, { kind: "link-fetched" }));
    await here.pressOn(phone, "done");
    await here.pressOn(phone, "promise");
    const by = { answer: "done", channel: "sms", provider: "sms.main" };
    expect(await here.lab.finish(here.handle.outcome("p0"))).toMatchObject({ status: "confirmed", ...by });
    const { signals = [] } = (await here.lab.finish(here.handle.recipient("p0"))) ?? {};
    expect(signals).toMatchObject([{ type: "signal.link-fetched", provider: "sms.main" }]);
  });

  it("to the phone, pressed by the wrong recipient while the mail is in use, excludes only the phone", async () => {
    const here = await onEmail();
    expect(await here.pressOn(here.tokens()[0] ?? "", "wrong-person")).toBe("recorded");
    await here.lab.time.advance(HOUR);
    expect(await here.sent()).toBe(2);
    expect(await here.pressOn(here.tokens()[1] ?? "", "done")).toBe("recorded");
  });

  it("to the mailbox, pressed by the wrong recipient while it is in use, ends that step immediately", async () => {
    const here = await onEmail();
    await here.pressOn(here.tokens()[1] ?? "", "wrong-person");
    await here.lab.time.advance(MINUTE);
    const person = await here.lab.finish(here.handle.recipient("p0"));
    expect(person).toMatchObject({ state: "exhausted", cause: "wrong-person" });
  });

  it("counts in addition to the event of the caller's system, and after the event's revocation", async () => {
    const here = await onEmail();
    const event = { key: "p0", occurredAt: new Date(here.lab.time.now()) };
    await here.lab.finish(here.gateway.acknowledge([event]));
    const [, mail = ""] = here.tokens();
    expect(await here.pressOn(mail, "done")).toBe("recorded");
    expect(await here.pressOn(mail, "done")).toBe("duplicate");
    await here.lab.finish(here.gateway.acknowledge([{ ...event, revoke: true }]));
    expect((await here.lab.ledger()).states.acknowledged).toBe(1);
  });

  it("counts once for each contact, until another answer follows", async () => {
    const here = await onEmail();
    const [phone = "", mail = ""] = here.tokens();
    const said = [];
    for (const token of [phone, phone, mail, phone, mail]) said.push(await here.pressOn(token, "wrong-person"));
    expect(said).toEqual(["recorded", "duplicate", "recorded", "duplicate", "duplicate"]);
    expect((await here.lab.finish(here.handle.recipient("p0")))?.cause).toBe("wrong-person");
    expect(await here.pressOn(mail, "done")).toBe("recorded");
    expect(await here.pressOn(mail, "wrong-person")).toBe("recorded");
    expect(await here.lab.ledger()).toMatchObject({
      states: { acknowledged: 1 },
      answers: { "wrong-person": 3, done: 1 },
    });
  });

  it("of a message from before links named a contact still works, and means the contact in use", async () => {
    const here = await onEmail();
    const old = await here.token();
    expect(here.tokens()).not.toContain(old);
    expect(await here.pressOn(old, "wrong-person")).toBe("recorded");
    await here.lab.time.advance(MINUTE);
    expect((await here.lab.finish(here.handle.recipient("p0")))?.cause).toBe("wrong-person");
  });

  it("to an address that was corrected since is unknown, because it was sent to another person", async () => {
    const contacts = { sms: ["mobile", "work", "home"], email: "mail" };
    const here = await linkScene({ audience: { mode: "open", contacts } });
    const [token = ""] = here.tokens();
    const [phone = ""] = await addressesOf(here);
    const others = { work: "+33639990001", home: "+33639990002", mail: "a@example.org" };
    const rows = [{ id: "p0", mobile: "+33639998888", ...others }];
    await here.lab.finish(here.handle.enroll(rows));
    expect(await addressesOf(here)).not.toContain(phone);
    expect(await here.confirmation(token)).toBeUndefined();
    for (const answer of ["done", "wrong-person"]) expect(await here.pressOn(token, answer)).toBeUndefined();
    await here.lab.time.advance(MINUTE);
    expect(await here.sent()).toBe(1);
    expect(await here.lab.ledger()).toMatchObject({ states: { acknowledged: 0 }, answers: {} });
  });

  it("still confirms after the retention has erased the addresses", async () => {
    const here = await linkScene({ deadline: "9h" }, { retention: { contacts: "1h" } });
    const [token = ""] = here.tokens();
    await here.lab.time.advance(17 * HOUR);
    expect(await addressesOf(here)).toEqual([]);
    expect(await here.pressOn(token, "done")).toBe("late");
  });
});

describe("the time of a link", () => {
  it("continues after the deadline, and an answer is late", async () => {
    const here = await linkScene({ deadline: "9h" });
    const [token = ""] = here.tokens();
    await here.lab.time.advance(10 * HOUR);
    await here.rest(89 * 24 * HOUR);
    expect(await here.confirmation(token)).toMatchObject({ late: true, state: "exhausted" });
    expect(await here.pressOn(token, "done")).toBe("late");
  });

  it("expires at the configured time, for reading and for pressing", async () => {
    const here = await linkScene({ deadline: "9h" }, { retention: { links: "2d" } });
    const [token = ""] = here.tokens();
    await here.rest(58 * HOUR);
    await expect(here.confirmation(token)).rejects.toMatchObject({ code: "webhook/gone" });
    await expect(here.pressOn(token, "done")).rejects.toMatchObject({ code: "webhook/gone" });
    expect(await here.lab.ledger()).toMatchObject({ states: { acknowledged: 0 }, answers: {} });
  });

  it("is ninety days after the deadline by default", async () => {
    const here = await linkScene({ deadline: "9h" });
    const [token = ""] = here.tokens();
    await here.rest(91 * 24 * HOUR);
    await expect(here.confirmation(token)).rejects.toMatchObject({ code: "webhook/gone" });
  });

  it.each(["", "soon", 90, "-1d"])("is not %s", async (links) => {
    const config = { retention: { links: links as "90d" } };
    await expect(linkScene({}, config)).rejects.toMatchObject({ code: "config/invalid" });
  });
});
