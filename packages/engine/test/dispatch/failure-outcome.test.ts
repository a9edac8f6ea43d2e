import { MessageError, ProviderError, type ProviderErrorInit, StoreError } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { toOutcome } from "../../src/dispatch/deliver.ts";

const refused = (init: Partial<ProviderErrorInit>, code: ProviderError["code"] = "provider/refused") =>
  new ProviderError(code, "no", { provider: "any", disposition: "retry", ...init });

describe("the outcome of a failed call", () => {
  it.each([
    { failure: "a definite refusal", error: refused({ disposition: "reject" }), kind: "rejected" },
    { failure: "an unknown outcome", error: refused({ outcome: "unknown" }), kind: "uncertain" },
    { failure: "an account's fault", error: refused({ accountFault: true }), kind: "deferred" },
    { failure: "a throttle", error: refused({ retryAfterMs: 7 }, "provider/rate-limited"), kind: "deferred" },
    { failure: "our own stop before a byte left", error: refused({}, "provider/aborted"), kind: "not-sent" },
    {
      failure: "our own stop after bytes had left",
      error: refused({ outcome: "unknown" }, "provider/aborted"),
      kind: "uncertain",
    },
    {
      failure: "a text that cannot be sent",
      error: new MessageError("message/too-long", "no"),
      kind: "rejected",
    },
    { failure: "anything else", error: new TypeError("a bug"), kind: "uncertain" },
    { failure: "something that is no error", error: "no", kind: "uncertain" },
    { failure: "an error of another family", error: new StoreError("store/busy", "no"), kind: "uncertain" },
  ])("$failure is $kind", ({ error, kind }) => {
    expect(toOutcome("a1", error)).toMatchObject({ attemptId: "a1", kind });
  });

  it("keeps what the provider's API reported about retries", () => {
    const error = refused({ disposition: "reroute", vendorCode: "21610", retryAfterMs: 5_000 }, "provider/opted-out");
    expect(toOutcome("a1", error)).toMatchObject({
      disposition: "reroute",
      errorCode: "provider/opted-out",
      vendorCode: "21610",
      retryAfterMs: 5_000,
    });
  });

  it.each([
    [1_500.2, 1_501],
    [-5_000, 0],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, 86_400_000],
    [1e15, 86_400_000],
  ])("pauses %s ms for %s: a store keeps whole milliseconds, and no pause is longer than a day", (ms, kept) => {
    const throttle = refused({ retryAfterMs: ms }, "provider/rate-limited");
    expect(toOutcome("a1", throttle).retryAfterMs).toBe(kept);
    expect(toOutcome("a1", refused({ retryAfterMs: ms, accountFault: true })).retryAfterMs).toBe(kept);
    expect(toOutcome("a1", refused({ retryAfterMs: ms })).retryAfterMs).toBe(kept);
  });
});
