import type { Channel, LookupAnswer } from "@relance/spec";
import { describe, expect, it } from "vitest";
import type { SetUp } from "./contract-subject.ts";
import { openSubject } from "./open-subject.ts";

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
