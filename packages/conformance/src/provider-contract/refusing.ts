import type { Channel } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { type FarEndMode, openSubject, type SetUp } from "./contract-subject.ts";
import { failedSend } from "./failed-send.ts";

export function refusingContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FarEndMode) => boolean): void {
  describe("refusals", () => {
    it.runIf(can("refuse"))("a refused recipient is certainly not sent to, after one request", async () => {
      await using subject = await openSubject(setUp);
      subject.farEnd.mode("refuse");
      const error = await failedSend(subject);
      expect(error).toMatchObject({ disposition: "reject", outcome: "not-sent", accountFault: false });
      expect(subject.farEnd.requests()).toBe(1);
    });

    it.runIf(can("throttle"))(
      "a throttled message is not sent, and tried again later by the engine alone",
      async () => {
        await using subject = await openSubject(setUp);
        subject.farEnd.mode("throttle");
        const error = await failedSend(subject);
        expect(error).toMatchObject({
          code: "provider/rate-limited",
          disposition: "retry",
          outcome: "not-sent",
          accountFault: false,
        });
        expect(subject.farEnd.requests()).toBe(1);
      },
    );

    it.runIf(can("unavailable"))("a far end that fails is asked once", async () => {
      await using subject = await openSubject(setUp);
      subject.farEnd.mode("unavailable");
      const error = await failedSend(subject);
      expect(error).toMatchObject({ disposition: "retry", accountFault: false });
      expect(subject.farEnd.requests()).toBe(1);
    });

    it.runIf(can("refuse"))("a refusal does not harm the next message", async () => {
      await using subject = await openSubject(setUp);
      subject.farEnd.mode("refuse");
      await failedSend(subject);
      subject.farEnd.mode("accept");
      const { signal } = new AbortController();
      await expect(subject.provider.send(subject.message, { signal })).resolves.toHaveProperty("ref");
    });
  });
}
