import { providerHoldMs } from "@relance/rules";
import type { AttemptOutcome } from "@relance/spec";
import { expect, it } from "vitest";

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
])("%s holds the provider as long as it must", (_what, facts, ms) => {
  expect(providerHoldMs(outcome(facts))).toBe(ms);
});
