import { type Channel, RelanceError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import type { FarEndMode, SetUp } from "./contract-subject.ts";
import { thrownBySend } from "./failed-send.ts";
import { openSubject } from "./open-subject.ts";

/** The caller stops a send: nobody's fault, and told apart from every failure. */
export function abortingContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FarEndMode) => boolean): void {
  describe("the caller's abort", () => {
    it("before the call makes no request, and is certain of it", async () => {
      await using subject = await openSubject(setUp);
      const reason = new Error("the worker is leaving");
      const error = await thrownBySend(subject, AbortSignal.abort(reason));
      expect(isAbort(error, reason)).toBe(true);
      if (RelanceError.is(error)) expect(error).toMatchObject({ outcome: "not-sent" });
      expect(subject.farEnd.requests()).toBe(0);
    });

    it.runIf(can("silence"))("during the call ends it at once, and leaves the outcome open", async () => {
      await using subject = await openSubject(setUp);
      subject.farEnd.mode("silence");
      const stop = new AbortController();
      const reason = new Error("the worker is leaving");
      const sending = thrownBySend(subject, stop.signal);
      await expect.poll(() => subject.farEnd.requests(), { interval: 5, timeout: 5_000 }).toBe(1);
      const abortedAt = performance.now();
      stop.abort(reason);
      const error = await sending;
      expect(performance.now() - abortedAt).toBeLessThan(500);
      expect(isAbort(error, reason)).toBe(true);
      if (RelanceError.is(error)) expect(error).toMatchObject({ outcome: "unknown" });
      expect(subject.farEnd.requests()).toBe(1);
    });
  });
}

/** `provider/aborted`, which also says whether bytes had left; or the signal's own reason, which counts as unknown. */
function isAbort(error: unknown, reason: Error): boolean {
  return error === reason || (RelanceError.is(error) && error.code === "provider/aborted");
}
