import { inspect } from "node:util";
import { type Channel, channels, type LookupAnswer, RelanceError } from "@relance/spec";
import { beforeAll, describe, expect, it } from "vitest";
import { type ContractSubject, type FarEndMode, openSubject, type SetUp } from "./contract-subject.ts";
import { failedSend, thrownBySend } from "./failed-send.ts";
import { receivingContract } from "./receiving.ts";
import { abortingContract, losingContract, sendingContract } from "./sending.ts";

export interface ProviderContractOptions {
  /** Modes that this kind of provider's API cannot be in; their tests are skipped, and shown as skipped. */
  readonly without?: readonly FarEndMode[] | undefined;
  /**
   * False: the provider's API proves itself by a token alone and signs nothing of what it writes, so that a change on
   * the way cannot be seen. That test is skipped, and shown as skipped. @default true
   */
  readonly isReportSigned?: boolean | undefined;
}

/**
 * The tests that every provider passes, in this house and outside of it. Call it once, in a test file of vitest.
 *
 * Give the provider short timeouts (a second), a message with a `callbackUrl` if it uses one, and a provider's API on
 * loopback that counts what reaches it.
 *
 * @example
 * providerContract("my-sms", async () => {
 *   const farEnd = await startMyFarEnd();
 *   return { provider: mySms({ url: farEnd.url, key: "k-1234567", timeoutMs: 1_000 }), message, farEnd, secrets:
 * ["k-1234567"] }; });
 */
export function providerContract<C extends Channel>(
  name: string,
  setUp: SetUp<C>,
  options: ProviderContractOptions = {},
): void {
  const can = (mode: FarEndMode): boolean => !options.without?.includes(mode);
  describe(`${name} as a provider`, () => {
    // A provider may load its libraries at its first call: that is no part of the second that it has for a send.
    beforeAll(async () => {
      await using subject = await openSubject(setUp);
      await subject.provider.send(subject.message, { signal: new AbortController().signal }).catch(() => {});
    });

    sendingContract(setUp);
    refusingContract(setUp, can);
    losingContract(setUp, can);
    abortingContract(setUp, can);
    declaringContract(setUp);
    lookingUpContract(setUp);
    cancellingContract(setUp, can);
    receivingContract(setUp, options.isReportSigned ?? true);
    secrecyContract(setUp, can);
  });
}

function refusingContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FarEndMode) => boolean): void {
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

const FAILURES: readonly FarEndMode[] = ["refuse", "throttle", "unavailable", "reset", "reset-mid-answer", "silence"];

/** Errors are logged by somebody, with everything that hangs on them. */
function secrecyContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FarEndMode) => boolean): void {
  describe("errors", () => {
    it.each(FAILURES.filter(can))("contain no secret, address or text after %s, causes included", async (mode) => {
      await using subject = await openSubject(setUp);
      subject.farEnd.mode(mode);
      expect(leaked(subject, await thrownBySend(subject))).toEqual([]);
    });

    it("contain none for an unreachable API either", async () => {
      await using subject = await openSubject(setUp);
      await subject.farEnd[Symbol.asyncDispose]();
      expect(leaked(subject, await thrownBySend(subject))).toEqual([]);
    });

    it("contain none for an aborted call either", async () => {
      await using subject = await openSubject(setUp);
      expect(leaked(subject, await thrownBySend(subject, AbortSignal.abort()))).toEqual([]);
    });
  });
}

/** Which of the set-up's secrets an error shows, as a debugger would print it: by number, so that tests keep them too. */
function leaked<C extends Channel>({ secrets = [], message }: ContractSubject<C>, error: unknown): string[] {
  const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null });
  const kept = {
    ...numbered("secret", secrets),
    ...numbered("address", texts(message.to)),
    ...numbered("text", texts(message.content)),
  };
  return Object.keys(kept).filter((name) => formsOf(kept[name] ?? "").some((form) => shown.includes(form)));
}

function numbered(word: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${word} ${index + 1}`, value]));
}

/** Every text of an address or a content that is long enough to tell. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return value.length < 6 ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

function formsOf(value: string): string[] {
  const base64 = Buffer.from(value).toString("base64").replace(/=+$/, "");
  return [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), base64];
}

const signal: AbortSignal = new AbortController().signal;

/** What a provider says of itself: policy and `relance check` believe it. */
function declaringContract<C extends Channel>(setUp: SetUp<C>): void {
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

    it("of receipts include a reader, and a subject that reports", async () => {
      await using subject = await openSubject(setUp);
      const { capabilities, receipts } = subject.provider;
      const isReporting = capabilities.receipts || (capabilities.callbackRetryMs ?? 0) > 0;
      if (isReporting) expect(receipts).toBeDefined();
      if (capabilities.receipts) expect(subject.farEnd.receipt).toBeDefined();
    });

    it("of replies include a way to receive them", async () => {
      await using subject = await openSubject(setUp);
      const { capabilities, receipts, inbound } = subject.provider;
      if (capabilities.replies) expect(receipts ?? inbound).toBeDefined();
      else expect(inbound).toBeUndefined();
    });

    it("of an authoritative look-up include a look-up", async () => {
      await using subject = await openSubject(setUp);
      const { capabilities, lookup } = subject.provider;
      if (capabilities.lookupIsAuthoritative) expect(lookup).toBeTypeOf("function");
    });

    it("of an own signature include its verification", async () => {
      await using subject = await openSubject(setUp);
      const { receipts } = subject.provider;
      if (receipts?.proof === "own-signature") expect(receipts.verify).toBeTypeOf("function");
    });

    it("of a probe hold: it succeeds if messages are accepted", async () => {
      await using subject = await openSubject(setUp);
      await subject.provider.probe?.({ signal });
      expect(subject.farEnd.requests()).toBe(0);
    });
  });
}

const submittedAt: Date = new Date();

function lookingUpContract<C extends Channel>(setUp: SetUp<C>): void {
  describe("look-up", () => {
    it("finds an accepted message", async () => {
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

function cancellingContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FarEndMode) => boolean): void {
  describe("cancel", () => {
    it("gives the same valid answer twice about an accepted message, and sends nothing", async () => {
      await using subject = await openSubject(setUp);
      const { provider, message, farEnd } = subject;
      if (!provider.cancel) return;
      const { ref } = await provider.send(message, { signal });
      const first = await provider.cancel(ref, { signal });
      expect(["cancelled", "too-late"]).toContain(first);
      expect(await provider.cancel(ref, { signal })).toBe(first);
      expect(farEnd.requests()).toBe(1);
    });

    it("is too late for a message that the API does not know", async () => {
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
