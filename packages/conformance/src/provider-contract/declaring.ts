import { type Channel, channels } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { openSubject, type SetUp } from "./contract-subject.ts";

const signal: AbortSignal = new AbortController().signal;

/** What a provider says of itself: policy and `relance check` believe it. */
export function declaringContract<C extends Channel>(setUp: SetUp<C>): void {
  describe("declarations", () => {
    it("name its kind, its vendor and the channel of its messages", async () => {
      await using subject = await openSubject(setUp);
      const { kind, vendor, channel } = subject.provider;
      expect(kind).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(vendor).toMatch(/\S/);
      expect(channels()).toContain(channel);
      expect(subject.message.channel).toBe(channel);
    });

    it("bound the time and the number of calls", async () => {
      await using subject = await openSubject(setUp);
      const { sendBudgetMs = 10_000, concurrency = 32, perSecond = 1 } = subject.provider;
      expect(sendBudgetMs).toBeGreaterThan(0);
      expect(concurrency).toBeGreaterThan(0);
      expect(perSecond).toBeGreaterThan(0);
      expect(subject.provider.capabilities.explainsWithinMs ?? 0).toBeGreaterThanOrEqual(0);
    });

    it("of receipts come with a reader and with a far end that reports", async () => {
      await using subject = await openSubject(setUp);
      const { capabilities, receipts } = subject.provider;
      const isReporting = capabilities.receipts || (capabilities.callbackRetryMs ?? 0) > 0;
      if (isReporting) expect(receipts).toBeDefined();
      if (capabilities.receipts) expect(subject.farEnd.receipt).toBeDefined();
    });

    it("of replies come with a way to hear them", async () => {
      await using subject = await openSubject(setUp);
      const { capabilities, receipts, inbound } = subject.provider;
      if (capabilities.replies) expect(receipts ?? inbound).toBeDefined();
      else expect(inbound).toBeUndefined();
    });

    it("of an authoritative look-up come with a look-up", async () => {
      await using subject = await openSubject(setUp);
      const { capabilities, lookup } = subject.provider;
      if (capabilities.lookupIsAuthoritative) expect(lookup).toBeTypeOf("function");
    });

    it("of an own signature come with a check of it", async () => {
      await using subject = await openSubject(setUp);
      const { receipts } = subject.provider;
      if (receipts?.proof === "own-signature") expect(receipts.verify).toBeTypeOf("function");
    });

    it("of a probe hold: it succeeds where messages are taken", async () => {
      await using subject = await openSubject(setUp);
      await subject.provider.probe?.({ signal });
      expect(subject.farEnd.requests()).toBe(0);
    });
  });
}
