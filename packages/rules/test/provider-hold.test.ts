import { afterFailures, afterSuccess, providerHoldMs, providerSignal } from "@relance/rules";
import type { AttemptOutcome } from "@relance/spec";
import { describe, expect, it } from "vitest";

const outcome = (facts: Partial<AttemptOutcome>): AttemptOutcome => ({
  attemptId: "1",
  kind: "deferred",
  ...facts,
});

it.each<[string, Partial<AttemptOutcome>, number | undefined]>([
  ["a 429 that says until when", { errorCode: "provider/rate-limited", retryAfterMs: 7_000 }, 7_000],
  ["a 429 that does not", { errorCode: "provider/rate-limited" }, 1_000],
  ["a 429 that counts as refused", { kind: "rejected", errorCode: "provider/rate-limited" }, 1_000],
  ["an account's fault", { accountFault: true, errorCode: "provider/unauthorized" }, 60_000],
  ["an account's fault that says until when", { accountFault: true, retryAfterMs: 5_000 }, 5_000],
  ["an account's fault that says: at once", { accountFault: true, retryAfterMs: 0 }, 1_000],
  ["whoever asks to come back later", { retryAfterMs: 3_000 }, 3_000],
  ["a pause that concerns one message", {}, undefined],
  ["one person's retry", { kind: "rejected", disposition: "retry", retryAfterMs: 9_000 }, undefined],
  ["what was taken", { kind: "accepted" }, undefined],
])("%s pauses the provider for the required time", (_what, facts, ms) => {
  expect(providerHoldMs(outcome(facts))).toBe(ms);
});

describe("a provider", () => {
  const well = { failures: 0, faults: 0, isProbing: false };

  it.each([
    [{ kind: "accepted" }, "works"],
    [{ kind: "accepted", captured: { channel: "sms", to: "+33612345678", content: { text: "Bonjour" } } }, undefined],
    [{ kind: "rejected", disposition: "reject", errorCode: "provider/bad-recipient" }, "works"],
    [{ kind: "rejected", disposition: "retry", errorCode: "provider/recipient-unavailable" }, "works"],
    [{ kind: "uncertain", errorCode: "provider/timeout" }, "failed"],
    [{ kind: "uncertain" }, "failed"],
    [{ kind: "rejected", disposition: "retry", errorCode: "provider/unreachable" }, "failed"],
    [{ kind: "rejected", disposition: "reroute", errorCode: "provider/refused" }, "failed"],
    [{ kind: "uncertain", errorCode: "provider/aborted" }, undefined],
    [{ kind: "rejected", disposition: "reroute", errorCode: "provider/bad-content" }, undefined],
    [{ kind: "rejected", disposition: "reject", errorCode: "message/template-failed" }, undefined],
    [{ kind: "deferred", errorCode: "provider/rate-limited" }, undefined],
    [{ kind: "not-sent" }, undefined],
  ] as const)("gives for the outcome %j the signal %s", (facts, sign) => {
    expect(providerSignal(facts)).toBe(sign);
  });

  it("is paused after the fifth consecutive failure, and again after a failed probe", () => {
    const four = afterFailures(well, 4);
    expect(four).toEqual({ failing: { ...well, failures: 4 }, closes: false });
    expect(afterFailures(four.failing, 1).closes).toBe(true);
    const closed = { failures: 5, faults: 1, isProbing: false };
    expect(afterFailures(closed, 3).closes).toBe(false); // those that were under way say nothing new
    expect(afterFailures({ ...closed, isProbing: true }, 1).closes).toBe(true);
    expect(afterSuccess(closed)).toEqual(well);
  });

  it("that refuses the account keeps this cause, whatever later failures and messages in flight report", () => {
    const refused = { failures: 0, faults: 2, isProbing: false };
    expect(afterFailures(refused, 9)).toEqual({ failing: refused, closes: false });
    expect(afterSuccess(refused)).toEqual(refused);
    expect(afterSuccess({ ...refused, isProbing: true })).toEqual(well);
  });
});
