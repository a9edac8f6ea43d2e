import { describe, expect, it } from "vitest";
import { createInFlightAttempts } from "../../src/dispatch/in-flight-attempts.ts";

describe("an attempt that no claim returned", () => {
  it("is one that the store assigned to this process, and that the process does not have", async () => {
    const attempts = createInFlightAttempts();
    attempts.add("held");
    expect(await attempts.unreported(async () => ["held", "lost"])).toEqual(["lost"]);
    attempts.confirm([{ attemptId: "held" }]);
    expect(await attempts.unreported(async () => [])).toEqual([]);
  });

  it("is not one that a running claim returns after the store was asked", async () => {
    const attempts = createInFlightAttempts();
    const over = attempts.beginClaim();
    const missing = attempts.unreported(async () => ["coming", "lost"]);
    await Promise.resolve();
    attempts.add("coming");
    over();
    expect(await missing).toEqual(["lost"]);
  });

  it("is one that a running claim should have returned, but did not", async () => {
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

  it("is not one that the process had when the store was asked, even if its outcome was written meanwhile", async () => {
    const attempts = createInFlightAttempts();
    attempts.add("sent");
    const missing = attempts.unreported(async () => {
      attempts.confirm([{ attemptId: "sent" }]);
      return ["sent"];
    });
    expect(await missing).toEqual([]);
  });

  it("is not one that was returned, sent and settled during the wait for a running claim", async () => {
    const attempts = createInFlightAttempts();
    const over = attempts.beginClaim();
    const missing = attempts.unreported(async () => ["quick"]);
    await Promise.resolve();
    attempts.add("quick");
    attempts.confirm([{ attemptId: "quick" }]);
    over();
    expect(await missing).toEqual([]);
  });

  it("can be requested again after a failed request", async () => {
    const attempts = createInFlightAttempts();
    const failing = attempts.unreported(async () => {
      throw new Error("the store is away");
    });
    await expect(failing).rejects.toThrow("the store is away");
    expect(await attempts.unreported(async () => ["lost"])).toEqual(["lost"]);
  });
});
