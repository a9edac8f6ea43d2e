import type { Channel } from "@relance/spec";
import { describe, expect, it } from "vitest";
import type { FarEndMode, SetUp } from "./contract-subject.ts";
import { failedSend } from "./failed-send.ts";
import { openSubject } from "./open-subject.ts";

const LOST: readonly FarEndMode[] = ["reset", "reset-mid-answer", "silence"];

/** Answers that never arrive, and far ends that are not there. */
export function losingContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FarEndMode) => boolean): void {
  describe("lost answers", () => {
    it.each(LOST.filter(can))("after %s the outcome is unknown and nothing was repeated", async (mode) => {
      await using subject = await openSubject(setUp);
      subject.farEnd.mode(mode);
      const error = await failedSend(subject);
      expect(error).toMatchObject({ outcome: "unknown", beforeRequest: false, accountFault: false });
      expect(subject.farEnd.requests()).toBe(1);
    });

    it.runIf(can("silence"))("silence ends within the send budget", async () => {
      await using subject = await openSubject(setUp);
      subject.farEnd.mode("silence");
      const startedAt = performance.now();
      await failedSend(subject);
      const budgetMs = subject.provider.sendBudgetMs ?? 10_000;
      expect(performance.now() - startedAt).toBeLessThan(budgetMs + 1_000);
    });

    it("a far end that is not there was certainly not sent to", async () => {
      await using subject = await openSubject(setUp);
      await subject.farEnd[Symbol.asyncDispose]();
      const error = await failedSend(subject);
      expect(error).toMatchObject({ disposition: "retry", outcome: "not-sent", beforeRequest: true });
      expect(subject.farEnd.requests()).toBe(0);
    });
  });
}
