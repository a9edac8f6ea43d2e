import { type Channel, type Message, RelanceError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type FakeVendorMode, openSubject, type SetUp } from "./contract-subject.ts";
import { failedSend, thrownBySend } from "./failed-send.ts";

const signal: AbortSignal = new AbortController().signal;

export function sendingContract<C extends Channel>(setUp: SetUp<C>): void {
  describe("sending", () => {
    it("returns the provider's id of the message", async () => {
      await using subject = await openSubject(setUp);
      const { ref } = await subject.provider.send(subject.message, { signal });
      expect(ref).toBeTypeOf("string");
      expect(ref).not.toBe("");
    });

    it("makes exactly one request", async () => {
      await using subject = await openSubject(setUp);
      await subject.provider.send(subject.message, { signal });
      expect(subject.fakeVendor.requests()).toBe(1);
    });

    it("includes our attempt id in the message", async () => {
      await using subject = await openSubject(setUp);
      const { provider, message, fakeVendor } = subject;
      const seen: (string | undefined)[] = [];
      for (const attemptId of ["k3x9", "1z"]) {
        await provider.send(withAttempt(message, attemptId), { signal });
        seen.push(fakeVendor.lastAttemptId());
      }
      expect(seen).toEqual(["k3x9", "1z"]);
    });

    it("sends messages in parallel: each message has one request and its own id", async () => {
      await using subject = await openSubject(setUp);
      const { provider, message, fakeVendor } = subject;
      const ids = ["a1", "a2", "a3", "a4", "a5"];
      const results = await Promise.all(
        ids.map((attemptId) => provider.send(withAttempt(message, attemptId), { signal })),
      );
      expect(new Set(results.map(({ ref }) => ref)).size).toBe(ids.length);
      expect(fakeVendor.requests()).toBe(ids.length);
    });
  });
}

function withAttempt<C extends Channel>(message: Message<C>, attemptId: string): Message<C> {
  if (message.callbackUrl === undefined) return { ...message, attemptId };
  const callbackUrl = new URL(message.callbackUrl);
  callbackUrl.searchParams.set("a", attemptId);
  return { ...message, attemptId, callbackUrl: callbackUrl.href };
}

/** Checks that an abort by the caller is reported as an abort, not as a failure of the provider. */
export function abortingContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FakeVendorMode) => boolean): void {
  describe("the caller's abort", () => {
    it("before the call prevents the request, so that nothing is sent", async () => {
      await using subject = await openSubject(setUp);
      const reason = new Error("the worker is stopping");
      const error = await thrownBySend(subject, AbortSignal.abort(reason));
      expect(isAbort(error, reason)).toBe(true);
      if (RelanceError.is(error)) expect(error).toMatchObject({ outcome: "not-sent" });
      expect(subject.fakeVendor.requests()).toBe(0);
    });

    it.runIf(can("silence"))("during the call ends the call immediately, with an unknown outcome", async () => {
      await using subject = await openSubject(setUp);
      subject.fakeVendor.mode("silence");
      const stop = new AbortController();
      const reason = new Error("the worker is stopping");
      const sending = thrownBySend(subject, stop.signal);
      await expect.poll(() => subject.fakeVendor.requests(), { interval: 5, timeout: 5_000 }).toBe(1);
      const abortedAt = performance.now();
      stop.abort(reason);
      const error = await sending;
      expect(performance.now() - abortedAt).toBeLessThan(500);
      expect(isAbort(error, reason)).toBe(true);
      if (RelanceError.is(error)) expect(error).toMatchObject({ outcome: "unknown" });
      expect(subject.fakeVendor.requests()).toBe(1);
    });
  });
}

/** Returns whether the error is `provider/aborted` or the signal's own reason. */
function isAbort(error: unknown, reason: Error): boolean {
  return error === reason || (RelanceError.is(error) && error.code === "provider/aborted");
}

const LOST: readonly FakeVendorMode[] = ["reset", "reset-mid-answer", "silence"];

export function losingContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FakeVendorMode) => boolean): void {
  describe("lost answers", () => {
    it.each(LOST.filter(can))("after %s leave the outcome unknown, and cause no second request", async (mode) => {
      await using subject = await openSubject(setUp);
      subject.fakeVendor.mode(mode);
      const error = await failedSend(subject);
      expect(error).toMatchObject({ outcome: "unknown", beforeRequest: false, accountFault: false });
      expect(subject.fakeVendor.requests()).toBe(1);
    });

    it.runIf(can("silence"))("never delay the call beyond the send budget", async () => {
      await using subject = await openSubject(setUp);
      subject.fakeVendor.mode("silence");
      const startedAt = performance.now();
      await failedSend(subject);
      const budgetMs = subject.provider.sendBudgetMs ?? 10_000;
      expect(performance.now() - startedAt).toBeLessThan(budgetMs + 1_000);
    });

    it("do not include an unreachable API, because nothing was sent", async () => {
      await using subject = await openSubject(setUp);
      await subject.fakeVendor[Symbol.asyncDispose]();
      const error = await failedSend(subject);
      expect(error).toMatchObject({ disposition: "retry", outcome: "not-sent", beforeRequest: true });
      expect(subject.fakeVendor.requests()).toBe(0);
    });
  });
}
