import { type Channel, type LookupAnswer, RelanceError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type FarEndMode, openSubject, type SetUp } from "./contract-subject.ts";

const signal: AbortSignal = new AbortController().signal;
const submittedAt: Date = new Date();

export function lookingUpContract<C extends Channel>(setUp: SetUp<C>): void {
  describe("look-up", () => {
    it("finds a message that was taken", async () => {
      await using subject = await openSubject(setUp);
      const { provider, message } = subject;
      if (!provider.lookup) return;
      const { ref } = await provider.send(message, { signal });
      const { attemptId } = message;
      const answer = await provider.lookup({ attemptId, ref, submittedAt, ...named(message.to) }, { signal });
      expect(kindOf(answer)).not.toBe("not-found");
    });

    it("does not find what was never sent", async () => {
      await using subject = await openSubject(setUp);
      const { provider, message } = subject;
      if (!provider.lookup) return;
      const question = { attemptId: "zzzz9", submittedAt, ...named(message.to) };
      expect(await provider.lookup(question, { signal })).toBe("not-found");
    });
  });
}

function named(to: unknown): { readonly to?: string } {
  return typeof to === "string" ? { to } : {};
}

function kindOf(answer: LookupAnswer): string {
  return typeof answer === "string" ? answer : answer.kind;
}

export function cancellingContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FarEndMode) => boolean): void {
  describe("cancel", () => {
    it("answers one of two words about a message that was taken, the same when asked again, and sends nothing", async () => {
      await using subject = await openSubject(setUp);
      const { provider, message, farEnd } = subject;
      if (!provider.cancel) return;
      const { ref } = await provider.send(message, { signal });
      const first = await provider.cancel(ref, { signal });
      expect(["cancelled", "too-late"]).toContain(first);
      expect(await provider.cancel(ref, { signal })).toBe(first);
      expect(farEnd.requests()).toBe(1);
    });

    it("is too late for what the far end does not know", async () => {
      await using subject = await openSubject(setUp);
      expect((await subject.provider.cancel?.("zzzz9", { signal })) ?? "too-late").toBe("too-late");
    });

    it.runIf(can("unavailable"))("rejects where the far end gave no answer: it is asked again", async () => {
      await using subject = await openSubject(setUp);
      const { provider, message, farEnd } = subject;
      if (!provider.cancel) return;
      const { ref } = await provider.send(message, { signal });
      farEnd.mode("unavailable");
      const failed: unknown = await provider.cancel(ref, { signal }).catch((error: unknown) => error);
      expect(RelanceError.is(failed) && failed.family).toBe("provider");
    });
  });
}
