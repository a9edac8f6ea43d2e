import { describe, expect, it } from "vitest";
import { createHands } from "../../src/dispatch/hands.ts";

describe("what no claim told of", () => {
  it("is what the store ascribes to this process and it does not hold", async () => {
    const hands = createHands();
    hands.take("held");
    expect(await hands.missing(async () => ["held", "lost"])).toEqual(["lost"]);
    hands.letGo([{ attemptId: "held" }]);
    expect(await hands.missing(async () => [])).toEqual([]);
  });

  it("is not what a claim under way brings after the store was asked", async () => {
    const hands = createHands();
    const over = hands.reach();
    const missing = hands.missing(async () => ["coming", "lost"]);
    await Promise.resolve();
    hands.take("coming");
    over();
    expect(await missing).toEqual(["lost"]);
  });

  it("is what a claim under way was to bring and did not", async () => {
    const hands = createHands();
    const over = hands.reach();
    let isJudged = false;
    const missing = hands
      .missing(async () => ["lost"])
      .finally(() => {
        isJudged = true;
      });
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(isJudged).toBe(false);
    over();
    expect(await missing).toEqual(["lost"]);
  });

  it("is not what was held when the store was asked, though its outcome was written meanwhile", async () => {
    const hands = createHands();
    hands.take("sent");
    const missing = hands.missing(async () => {
      hands.letGo([{ attemptId: "sent" }]);
      return ["sent"];
    });
    expect(await missing).toEqual([]);
  });

  it("is not what was brought, sent and written while a claim was waited for", async () => {
    const hands = createHands();
    const over = hands.reach();
    const missing = hands.missing(async () => ["quick"]);
    await Promise.resolve();
    hands.take("quick");
    hands.letGo([{ attemptId: "quick" }]);
    over();
    expect(await missing).toEqual([]);
  });

  it("asks on after a question that failed", async () => {
    const hands = createHands();
    const failing = hands.missing(async () => {
      throw new Error("the store is away");
    });
    await expect(failing).rejects.toThrow("the store is away");
    expect(await hands.missing(async () => ["lost"])).toEqual(["lost"]);
  });
});
