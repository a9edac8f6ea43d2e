import { inspect } from "node:util";
import { type Channel, channels, type LookupAnswer } from "@relance/spec";
import { beforeAll, describe, expect, it } from "vitest";
import { type ContractSubject, type FakeVendorMode, openSubject, type SetUp } from "./contract-subject.ts";
import { failedSend, thrownBySend } from "./failed-send.ts";
import { receivingContract } from "./receiving.ts";
import { abortingContract, losingContract, sendingContract } from "./sending.ts";

export interface ProviderContractOptions {
  /** Modes that this provider's API does not support. The run skips the tests of these modes. */
  readonly without?: readonly FakeVendorMode[] | undefined;
  /**
   * Whether a report's signature covers the report's content. If false, the test of an altered report is skipped.
   * @default true
   */
  readonly isReportSigned?: boolean | undefined;
}

/**
 * Runs the tests that every provider must pass. Call this function once in a vitest file.
 *
 * The subject must contain a provider with short timeouts (one second), a message (with a `callbackUrl` if the provider
 * uses callbacks), and a loopback API that counts requests.
 *
 * @example
 * providerContract("my-sms", async () => {
 *   const fakeVendor = await startMyFakeVendor();
 *   return { provider: mySms({ url: fakeVendor.url, key: "k-1234567", timeoutMs: 1_000 }), message, fakeVendor, secrets:
 * ["k-1234567"] }; });
 */
export function providerContract<C extends Channel>(
  name: string,
  setUp: SetUp<C>,
  options: ProviderContractOptions = {},
): void {
  const can = (mode: FakeVendorMode): boolean => !options.without?.includes(mode);
  describe(`${name} as a provider`, () => {
    // the first call may load libraries, so the tests start after a warm-up call
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
    receivingContract(setUp, options.isReportSigned ?? true);
    secrecyContract(setUp, can);
  });
}

function refusingContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FakeVendorMode) => boolean): void {
  describe("refusals", () => {
    it.runIf(can("refuse"))("that reject the recipient take one request, and state that nothing was sent", async () => {
      await using subject = await openSubject(setUp);
      subject.fakeVendor.mode("refuse");
      const error = await failedSend(subject);
      expect(error).toMatchObject({ disposition: "reject", outcome: "not-sent", accountFault: false });
      expect(subject.fakeVendor.requests()).toBe(1);
    });

    it.runIf(can("throttle"))(
      "by a rate limit state that nothing was sent, and leave the retry to the engine",
      async () => {
        await using subject = await openSubject(setUp);
        subject.fakeVendor.mode("throttle");
        const error = await failedSend(subject);
        expect(error).toMatchObject({
          code: "provider/rate-limited",
          disposition: "retry",
          outcome: "not-sent",
          accountFault: false,
        });
        expect(subject.fakeVendor.requests()).toBe(1);
      },
    );

    it.runIf(can("unavailable"))("cause no second request if the API is unavailable", async () => {
      await using subject = await openSubject(setUp);
      subject.fakeVendor.mode("unavailable");
      const error = await failedSend(subject);
      expect(error).toMatchObject({ disposition: "retry", accountFault: false });
      expect(subject.fakeVendor.requests()).toBe(1);
    });

    it.runIf(can("refuse"))("do not affect the next message", async () => {
      await using subject = await openSubject(setUp);
      subject.fakeVendor.mode("refuse");
      await failedSend(subject);
      subject.fakeVendor.mode("accept");
      const { signal } = new AbortController();
      await expect(subject.provider.send(subject.message, { signal })).resolves.toHaveProperty("ref");
    });
  });
}

const FAILURES: readonly FakeVendorMode[] = [
  "refuse",
  "throttle",
  "unavailable",
  "reset",
  "reset-mid-answer",
  "silence",
];

function secrecyContract<C extends Channel>(setUp: SetUp<C>, can: (mode: FakeVendorMode) => boolean): void {
  describe("errors", () => {
    it.each(FAILURES.filter(can))("after %s contain no secret, address or text, even in their causes", async (mode) => {
      await using subject = await openSubject(setUp);
      subject.fakeVendor.mode(mode);
      expect(leaked(subject, await thrownBySend(subject))).toEqual([]);
    });

    it("contain no secret if the API cannot be reached", async () => {
      await using subject = await openSubject(setUp);
      await subject.fakeVendor[Symbol.asyncDispose]();
      expect(leaked(subject, await thrownBySend(subject))).toEqual([]);
    });

    it("contain no secret after an aborted call", async () => {
      await using subject = await openSubject(setUp);
      expect(leaked(subject, await thrownBySend(subject, AbortSignal.abort()))).toEqual([]);
    });
  });
}

/**
 * Returns labels, such as `secret 1`, of the secrets that a debugger shows in the error. Test output must not contain
 * the secrets.
 */
function leaked<C extends Channel>({ secrets = [], message }: ContractSubject<C>, error: unknown): string[] {
  const shown = inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null });
  const kept = {
    ...numbered("secret", secrets),
    ...numbered("address", texts(message.to)),
    ...numbered("text", texts(message.content)),
  };
  return Object.keys(kept).filter((name) => encodedForms(kept[name] ?? "").some((form) => shown.includes(form)));
}

function numbered(word: string, values: readonly string[]): Record<string, string> {
  return Object.fromEntries(values.map((value, index) => [`${word} ${index + 1}`, value]));
}

/** Returns the strings in an address or content, except strings that are too short to recognize in an error. */
function texts(value: unknown): string[] {
  if (typeof value === "string") return value.length < 6 ? [] : [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(texts) : [];
}

function encodedForms(value: string): string[] {
  const base64 = Buffer.from(value).toString("base64").replace(/=+$/, "");
  return [value, encodeURIComponent(value), JSON.stringify(value).slice(1, -1), base64];
}

const signal: AbortSignal = new AbortController().signal;

/** Checks the declared capabilities, which `relance check` and routing use. */
function declaringContract<C extends Channel>(setUp: SetUp<C>): void {
  describe("declarations", () => {
    it("state the provider's kind, its vendor and the channel of its messages", async () => {
      await using subject = await openSubject(setUp);
      const { kind, vendor, channel } = subject.provider;
      expect(kind).toMatch(/^[a-z][a-z0-9-]*$/);
      expect(vendor).toMatch(/\S/);
      expect(channels()).toContain(channel);
      expect(subject.message.channel).toBe(channel);
    });

    it("state the maximum duration of a call and the maximum number of parallel calls", async () => {
      await using subject = await openSubject(setUp);
      const { sendBudgetMs = 10_000, concurrency = 32, perSecond = 1 } = subject.provider;
      expect(sendBudgetMs).toBeGreaterThan(0);
      expect(concurrency).toBeGreaterThan(0);
      expect(perSecond).toBeGreaterThan(0);
      expect(subject.provider.capabilities.explainsWithinMs ?? 0).toBeGreaterThanOrEqual(0);
    });

    it("include receipts only if the provider can parse receipts, and the simulated API sends them", async () => {
      await using subject = await openSubject(setUp);
      const { capabilities, receipts } = subject.provider;
      const isReporting = capabilities.receipts || (capabilities.callbackRetryMs ?? 0) > 0;
      if (isReporting) expect(receipts).toBeDefined();
      if (capabilities.receipts) expect(subject.fakeVendor.receipt).toBeDefined();
    });

    it("include replies only if the provider can receive replies", async () => {
      await using subject = await openSubject(setUp);
      const { capabilities, receipts, inbound } = subject.provider;
      if (capabilities.replies) expect(receipts ?? inbound).toBeDefined();
      else expect(inbound).toBeUndefined();
    });

    it("include an authoritative look-up only if the provider can look up messages", async () => {
      await using subject = await openSubject(setUp);
      const { capabilities, lookup } = subject.provider;
      if (capabilities.lookupIsAuthoritative) expect(lookup).toBeTypeOf("function");
    });

    it("include a vendor's signature only if the provider verifies the signature", async () => {
      await using subject = await openSubject(setUp);
      const { receipts } = subject.provider;
      if (receipts?.proof === "own-signature") expect(receipts.verify).toBeTypeOf("function");
    });

    it("include a probe only if the probe succeeds while the API accepts messages", async () => {
      await using subject = await openSubject(setUp);
      await subject.provider.probe?.({ signal });
      expect(subject.fakeVendor.requests()).toBe(0);
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
      expect(lookupKind(answer)).not.toBe("not-found");
    });

    it("does not find a message that was never sent", async () => {
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

function lookupKind(answer: LookupAnswer): string {
  return typeof answer === "string" ? answer : answer.kind;
}
