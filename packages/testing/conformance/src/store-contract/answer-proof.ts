import type { AcknowledgeAnswer, AcknowledgeItem } from "@relance/spec";
import { expect, it } from "vitest";
import type { Scene } from "./scene/scene.ts";
import { type Area, area } from "./scene/scenes.ts";

const STRICT = { plan: { strength: "authenticated" } } as const;

async function takeBack(here: Scene): Promise<AcknowledgeAnswer> {
  const { enrollment } = await here.person("p1");
  const operator = { method: "operator", source: "operator", sourceId: "~ada: passed on 1" } as const;
  return here.acknowledge("p1", { ...operator, target: { enrollment }, strength: "gesture", revoke: true });
}

export const answerProofContract: Area = area("the campaign's question", ({ test }) => {
  const right = (here: Scene): Promise<AcknowledgeAnswer> => here.press("p1", "done", { strength: "authenticated" });
  const wrong = (here: Scene): Promise<AcknowledgeAnswer> => here.press("p1", "done", { wrongFactor: true });

  test("closes an enrollment after the right answer, but not after a press without an answer", STRICT, async (here) => {
    expect(await here.press("p1", "done")).toMatchObject({ status: "too-weak" });
    expect(await right(here)).toMatchObject({ status: "recorded", state: "acknowledged" });
  });

  test("records and counts a wrong answer, which proves only that a link was pressed", STRICT, async (here) => {
    expect(await here.press("p1", "done", { wrongFactor: true, strength: "authenticated" })).toMatchObject({
      status: "too-weak",
    });
    expect(await here.person("p1")).toMatchObject({ wrongFactors: 1, answer: "done", state: "pending" });
    expect(await right(here)).toMatchObject({ state: "acknowledged" });
  });

  test("allows five tries, after which even the right answer proves nothing", STRICT, async (here) => {
    for (let n = 0; n < 5; n++) await wrong(here);
    expect(await right(here)).toMatchObject({ status: "too-weak" });
    expect(await here.person("p1")).toMatchObject({ wrongFactors: 5, state: "pending" });
    expect(await here.acknowledge("p1")).toMatchObject({ state: "acknowledged" });
  });

  test("counts each of several simultaneous tries", STRICT, async (here) => {
    const { enrollment } = await here.person("p1");
    const press = { method: "link", source: "link", target: { enrollment }, answer: "done" } as const;
    const guesses = Array.from({ length: 12 }, (_, n): AcknowledgeItem => {
      const guess =
        n === 11 ? { strength: "authenticated" as const } : { strength: "gesture" as const, wrongFactor: true };
      return { ...press, ...guess, sourceId: String(n) };
    });
    await Promise.all(guesses.map((guess) => here.store.acknowledge([guess])));
    expect((await here.person("p1")).wrongFactors).toBe(11);
  });

  test("revokes no earlier proof after a wrong answer", STRICT, async (here) => {
    await right(here);
    for (let n = 0; n < 6; n++) await wrong(here);
    expect((await here.person("p1")).state).toBe("acknowledged");
  });
});

export const severalAnswersContract: Area = area("several answers of one recipient", ({ test, scene }) => {
  test("are all stored: the strongest answer decides the outcome, and the last answer is displayed", async (here) => {
    await here.acknowledge("p1");
    await here.press("p1", "help");
    const person = await here.person("p1");
    expect(person).toMatchObject({ state: "acknowledged", answer: "done", lastAnswer: "help" });
    const said = person.timeline.filter(({ detail }) => detail !== undefined).map(({ detail }) => detail);
    expect(said).toEqual(["done", "help"]);
  });

  test("are counted by answer, once for each recorded answer", { people: 2 }, async (here) => {
    await here.press("p1", "promise", { sourceId: "1" });
    await here.press("p1", "promise", { sourceId: "1" });
    await here.press("p2", "promise");
    await here.acknowledge("p2");
    await here.press("p1", "constructor");
    expect((await here.ledger()).answers).toEqual({ promise: 2, done: 1 });
  });

  test("no longer count once they are revoked", async (here) => {
    await here.acknowledge("p1", { sourceId: "1", occurredAt: here.now });
    await here.acknowledge("p1", { sourceId: "2", occurredAt: here.now + 1, revoke: true });
    expect(await here.person("p1")).toMatchObject({ lastAnswer: undefined, wrongFactors: 0 });
  });

  it("that came from a button can be revoked by an operator, after which a press counts as a new answer", async () => {
    const here = await scene({ plan: { strength: "gesture" } });
    await here.press("p1", "done");
    expect(await takeBack(here)).toMatchObject({ status: "recorded", state: "active" });
    const person = await here.person("p1");
    expect(person).toMatchObject({ state: "active", answer: undefined });
    expect(person.timeline.at(-1)).toMatchObject({ type: "enrollment.reversed", by: "ada: passed on" });
    expect(await here.claim()).toMatchObject([{ key: "p1" }]);
    await here.skip(1);
    expect(await here.press("p1", "done")).toMatchObject({ state: "acknowledged" });
    expect(await here.person("p1")).toMatchObject({ answer: "done", lastAnswer: "done" });
  });

  it("cannot be revoked by an operator while the caller's own event is in effect", async () => {
    const here = await scene({ plan: { strength: "gesture" } });
    await here.press("p1", "done");
    await here.acknowledge("p1");
    expect(await takeBack(here)).toMatchObject({ state: "acknowledged" });
    expect(await here.person("p1")).toMatchObject({ state: "acknowledged", answer: "done" });
  });

  test("with the name of a built-in object property are refused", async (here) => {
    for (const answer of ["constructor", "__proto__", "toString"])
      expect(await here.press("p1", answer)).toMatchObject({ status: "refused", code: "message/unknown-answer" });
  });
});

export const readingInstantContract: Area = area("the time of a response", ({ test }) => {
  test("is taken from the store's clock, because times of different clocks cannot be compared", async (here) => {
    expect((await here.person("p1")).readAt.getTime()).toBe(here.now);
  });
});
