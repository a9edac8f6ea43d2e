import { describe, expect, it } from "vitest";
import { createInFlightAttempts } from "../../src/dispatch/in-flight-attempts.ts";

describe("what no claim told of", () => {
  it("is what the store ascribes to this process and it does not hold", async () => {
    const attempts = createInFlightAttempts();
    attempts.add("held");
    expect(await attempts.unreported(async () => ["held", "lost"])).toEqual(["lost"]);
    attempts.confirm([{ attemptId: "held" }]);
    expect(await attempts.unreported(async () => [])).toEqual([]);
  });

  it("is not what a claim under way brings after the store was asked", async () => {
    const attempts = createInFlightAttempts();
    const over = attempts.beginClaim();
    const missing = attempts.unreported(async () => ["coming", "lost"]);
    await Promise.resolve();
    attempts.add("coming");
    over();
    expect(await missing).toEqual(["lost"]);
  });

  it("is what a claim under way was to bring and did not", async () => {
    const attempts = createInFlightAttempts();
    const over = attempts.beginClaim();
    let isJudged = false;
    const missing = attempts
      .unreported(async () => ["lost"])
      .finally(() => {
        isJudged = true;
      });
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    expect(isJudged).toBe(false);
    over();
    expect(await missing).toEqual(["lost"]);
  });

  it("is not what was held when the store was asked, though its outcome was written meanwhile", async () => {
    const attempts = createInFlightAttempts();
    attempts.add("sent");
    const missing = attempts.unreported(async () => {
      attempts.confirm([{ attemptId: "sent" }]);
      return ["sent"];
    });
    expect(await missing).toEqual([]);
  });

  it("is not what was brought, sent and written while a claim was waited for", async () => {
    const attempts = createInFlightAttempts();
    const over = attempts.beginClaim();
    const missing = attempts.unreported(async () => ["quick"]);
    await Promise.resolve();
    attempts.add("quick");
    attempts.confirm([{ attemptId: "quick" }]);
    over();
    expect(await missing).toEqual([]);
  });

  it("asks on after a question that failed", async () => {
    const attempts = createInFlightAttempts();
    const failing = attempts.unreported(async () => {
      throw new Error("the store is away");
    });
    await expect(failing).rejects.toThrow("the store is away");
    expect(await attempts.unreported(async () => ["lost"])).toEqual(["lost"]);
  });
});
