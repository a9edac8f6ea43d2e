import type { ReplyRow } from "@relance/spec";
import { expect, it } from "vitest";
import { everyRow } from "./scene/every-row.ts";
import { HOUR, ONE_CARRIER } from "./scene/plan.ts";
import { phoneNumbered } from "./scene/rows.ts";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

export const keptRepliesContract: Area = area("stored replies", ({ test, scene }) => {
  const gesture = { ...ONE_CARRIER, strength: "gesture" } as const;

  const everything = ({ store }: Scene, unclear = false, campaign?: number): Promise<ReplyRow[]> =>
    everyRow((cursor) => store.replies({ campaign, unclear, cursor, limit: 2 }));

  test("are listed with the recipient, oldest first, a page at a time", { plan: gesture, people: 3 }, async (here) => {
    await here.send();
    await here.reply(phoneNumbered(1), "merci");
    await here.reply(phoneNumbered(2), "done");
    await here.reply(phoneNumbered(3), "qui êtes-vous ?");
    await here.reply(phoneNumbered(99), "done");
    const { campaign } = here.campaign;
    expect(await everything(here, false, campaign)).toMatchObject([
      { from: phoneNumbered(1), text: "merci", status: "unclear", provider: "sms.main", person: { key: "p1" } },
      { status: "acknowledged", person: { key: "p2", state: "acknowledged", campaign } },
      { text: "qui êtes-vous ?", status: "unclear", person: { key: "p3", state: "active" } },
    ]);
    const strangers = (await everything(here)).filter(({ person }) => person === undefined);
    expect(strangers).toMatchObject([{ from: phoneNumbered(99), status: "unknown", isAnswered: false }]);
  });

  it("that no rule could interpret are listed until the recipient acknowledges", async () => {
    const here = await scene({ plan: gesture, people: 2 });
    await here.send();
    await here.reply(phoneNumbered(1), "what is this");
    await here.reply(phoneNumbered(2), "yes please");
    const { campaign } = here.campaign;
    expect((await everything(here, true, campaign)).map(({ person }) => person?.key)).toEqual(["p1", "p2"]);
    await here.acknowledge("p1");
    expect((await everything(here, true, campaign)).map(({ person }) => person?.key)).toEqual(["p2"]);
  });

  it("are shown with each recipient who may have sent the reply", async () => {
    const here = await scene({ plan: gesture, people: [{ sms: [phoneNumbered(1)] }, { sms: [phoneNumbered(1)] }] });
    await here.send();
    await here.reply(phoneNumbered(1), "done");
    const all = await everything(here, true);
    expect(all.map(({ status, person }) => [status, person?.key])).toEqual([
      ["ambiguous", "p1"],
      ["ambiguous", "p2"],
    ]);
    expect((await here.person("p2")).replies).toMatchObject([{ text: "done", status: "ambiguous" }]);
  });

  test("are shown with the recipient even if the reply's code is unknown", { plan: gesture }, async (here) => {
    const { code } = await here.sendOne();
    await here.reply(phoneNumbered(1), `done ${code === "99" ? "98" : "99"}`);
    const { replies, timeline } = await here.person("p1");
    expect(replies).toMatchObject([{ status: "unclear" }]);
    expect(timeline.map(({ type }) => type)).toContain("enrollment.replied");
  });

  test("are listed only for the recipient's own campaign", { plan: gesture }, async (here) => {
    await here.sendOne();
    await here.reply(phoneNumbered(1), "merci");
    const { campaign } = await here.seed({ name: "second", people: [{ sms: [phoneNumbered(2)] }] });
    expect(await everything(here, false, campaign)).toEqual([]);
  });
});

export const toldOnceContract: Area = area("a sender of replies", ({ test, scene }) => {
  const gesture = { ...ONE_CARRIER, strength: "gesture" } as const;

  test("can get the enrollment's status as an answer, and the same status only once a day", {
    plan: gesture,
  }, async (here) => {
    const { enrollment } = await here.sendOne();
    expect(await here.reply(phoneNumbered(1), "what is this")).toMatchObject({ tell: [enrollment] });
    expect((await here.reply(phoneNumbered(1), "I am a machine")).tell).toBeUndefined();
    expect(await here.reply(phoneNumbered(1), "done")).toMatchObject({ reply: "acknowledged", tell: [enrollment] });
    expect((await here.reply(phoneNumbered(1), "done")).tell).toBeUndefined();
    await here.skip(25 * HOUR);
    expect(await here.reply(phoneNumbered(1), "done")).toMatchObject({ reply: "acknowledged", tell: [enrollment] });
    const unclear = await here.reply(phoneNumbered(1), "and now");
    expect([unclear.reply, unclear.tell]).toEqual(["unclear", undefined]);
    const told = (await here.person("p1")).replies.map(({ isAnswered }) => isAnswered);
    expect(told).toEqual([true, false, true, false, true, false]);
  });

  it("gets a list of every enrollment if a reply without a code is ambiguous", async () => {
    const here = await scene({ plan: gesture, people: [{ sms: [phoneNumbered(1)] }, { sms: [phoneNumbered(1)] }] });
    const sent = await here.send();
    const { tell = [] } = await here.reply(phoneNumbered(1), "done");
    expect([...tell].sort()).toEqual(sent.map(({ enrollment }) => enrollment).sort());
    const codes = [(await here.person("p1")).code, (await here.person("p2")).code];
    expect(codes.sort()).toEqual(sent.map(({ code }) => code).sort());
  });

  test("gets no answer after STOP, and gets answers again after START", { plan: gesture }, async (here) => {
    const { enrollment } = await here.sendOne();
    expect((await here.reply(phoneNumbered(1), "STOP")).tell).toBeUndefined();
    expect((await here.reply(phoneNumbered(1), "why")).tell).toBeUndefined();
    expect(await here.reply(phoneNumbered(1), "done")).toMatchObject({ reply: "acknowledged" });
    expect((await here.person("p1")).replies.some(({ isAnswered }) => isAnswered)).toBe(false);
    expect(await here.reply(phoneNumbered(1), "START")).toMatchObject({ reply: "resumed", tell: [enrollment] });
  });

  test("gets no answer from us if the provider has already answered", { plan: gesture }, async (here) => {
    await here.sendOne();
    const answer = await here.reply(phoneNumbered(1), "help", { optOut: "help" });
    expect(answer).toMatchObject({ status: "stored", reply: "help" });
    expect(answer.tell).toBeUndefined();
  });

  it("gets no answer to the reply HELP", async () => {
    const here = await scene({ plan: { ...gesture, reply: { HELP: "done", DONE: "done" } } });
    const { enrollment } = await here.sendOne();
    expect(await here.reply(phoneNumbered(1), "HELP")).toMatchObject({ reply: "help", tell: [enrollment] });
    expect((await here.person("p1")).state).toBe("active");
  });

  test("gets no answer if the phone belongs to no enrollment", async (here) => {
    expect((await here.reply(phoneNumbered(99), "done")).tell).toBeUndefined();
  });

  test("gets one answer, however often the provider repeats the reply", { plan: gesture }, async (here) => {
    await here.sendOne();
    await here.reply(phoneNumbered(1), "done", { eventId: "m1" });
    expect((await here.reply(phoneNumbered(1), "done", { eventId: "m1" })).tell).toBeUndefined();
    expect((await here.person("p1")).replies).toHaveLength(1);
  });
});
