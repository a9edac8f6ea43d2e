import { type Channel, RelanceError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import type { FarEndMode, SetUp } from "./contract-subject.ts";
import { openSubject } from "./open-subject.ts";

const signal: AbortSignal = new AbortController().signal;

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
