import type { Channel } from "@relance/spec";
import { describe, expect, it } from "vitest";
import type { SetUp } from "./contract-subject.ts";
import { openSubject } from "./open-subject.ts";
import { withAttempt } from "./with-attempt.ts";

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
      expect(subject.farEnd.requests()).toBe(1);
    });

    it("lets our attempt id travel with the message", async () => {
      await using subject = await openSubject(setUp);
      const { provider, message, farEnd } = subject;
      const seen: (string | undefined)[] = [];
      for (const attemptId of ["k3x9", "1z"]) {
        await provider.send(withAttempt(message, attemptId), { signal });
        seen.push(farEnd.lastAttemptId());
      }
      expect(seen).toEqual(["k3x9", "1z"]);
    });

    it("sends several messages at once, one request each, and gives each its own id", async () => {
      await using subject = await openSubject(setUp);
      const { provider, message, farEnd } = subject;
      const ids = ["a1", "a2", "a3", "a4", "a5"];
      const results = await Promise.all(
        ids.map((attemptId) => provider.send(withAttempt(message, attemptId), { signal })),
      );
      expect(new Set(results.map(({ ref }) => ref)).size).toBe(ids.length);
      expect(farEnd.requests()).toBe(ids.length);
    });
  });
}
