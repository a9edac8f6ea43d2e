import { type Message, ProviderError, type ProviderErrorInit } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { sendOnce } from "../src/send-once.ts";
import { provider } from "./support/gateway-config.ts";

const message: Message<"sms"> = {
  channel: "sms",
  attemptId: "a1",
  to: "+33639980001",
  content: { text: "hello" },
};
const failed = (init: Partial<ProviderErrorInit>, code: ProviderError["code"] = "provider/unreachable") =>
  new ProviderError(code, "no", { provider: "none", disposition: "retry", ...init });
const never = new AbortController().signal;

/** A provider that fails with these errors, one per call, and then accepts the message. */
function failing(...errors: readonly unknown[]) {
  let calls = 0;
  const sms = provider("sms", {
    async send() {
      const error = errors[calls++];
      if (error !== undefined) throw error;
      return { ref: "taken" };
    },
  });
  return { sms, calls: () => calls };
}

describe("one attempt", () => {
  it("connects again while nothing can have been sent", async () => {
    const before = failed({ beforeRequest: true });
    const { sms, calls } = failing(before, before);
    expect(await sendOnce(sms, message, never)).toEqual({ ref: "taken" });
    expect(calls()).toBe(3);
  });

  it("gives up after the third connection, with the provider's own error", async () => {
    const before = failed({ beforeRequest: true });
    const { sms, calls } = failing(before, before, before, before);
    await expect(sendOnce(sms, message, never)).rejects.toBe(before);
    expect(calls()).toBe(3);
  });

  it.each([
    { named: "a refusal", error: failed({}, "provider/refused") },
    { named: "a throttle", error: failed({ retryAfterMs: 1 }, "provider/rate-limited") },
    { named: "a lost answer", error: failed({ outcome: "unknown" }, "provider/connection-lost") },
    { named: "a fault that claims both", error: failed({ beforeRequest: true, outcome: "unknown" }) },
    { named: "a network error without a family", error: new TypeError("fetch failed") },
    { named: "anything else", error: new Error("no") },
  ])("is one request after $named", async ({ error }) => {
    const { sms, calls } = failing(error);
    await expect(sendOnce(sms, message, never)).rejects.toBe(error);
    expect(calls()).toBe(1);
  });

  it.each([
    { named: "nothing had left", error: failed({ outcome: "not-sent" }, "provider/aborted") },
    { named: "bytes may have left", error: failed({ outcome: "unknown" }, "provider/aborted") },
  ])("that is aborted ends with the provider's result: $named", async ({ error }) => {
    const stop = new AbortController();
    const sms = provider("sms", {
      send: (_, { signal }) =>
        new Promise((_, reject) => signal.addEventListener("abort", () => reject(error), { once: true })),
    });
    const sending = sendOnce(sms, message, stop.signal);
    stop.abort();
    await expect(sending).rejects.toBe(error);
  });

  it("that is accepted after it was aborted counts as accepted, so it is not sent again", async () => {
    const stop = new AbortController();
    let take = (_: { ref: string }) => {};
    const silent = provider("sms", {
      send: () =>
        new Promise((resolve) => {
          take = resolve;
        }),
    });
    const sending = sendOnce(silent, message, stop.signal);
    stop.abort();
    take({ ref: "SM1" });
    expect(await sending).toEqual({ ref: "SM1" });
  });

  it("that is aborted between two connections was not sent", async () => {
    const stop = new AbortController();
    const before = failed({ beforeRequest: true });
    const { sms, calls } = failing(before, before);
    const sending = sendOnce(sms, message, stop.signal);
    setImmediate(() => stop.abort());
    await expect(sending).rejects.toMatchObject({ outcome: "not-sent" });
    expect(calls()).toBe(1);
  });

  it("that is aborted before it began was not sent, and its provider was not called", async () => {
    const { sms, calls } = failing();
    const sending = sendOnce(sms, message, AbortSignal.abort());
    await expect(sending).rejects.toMatchObject({ code: "provider/aborted", outcome: "not-sent" });
    expect(calls()).toBe(0);
  });

  it("connects again after an error of another installed copy of relance", async () => {
    const foreign = Object.assign(Object.create(null), {
      [Symbol.for("relance.error")]: true,
      family: "provider",
      beforeRequest: true,
      outcome: "not-sent",
    });
    const error = Object.setPrototypeOf(Object.assign(new Error("no"), foreign), Error.prototype);
    const { sms, calls } = failing(error);
    expect(await sendOnce(sms, message, never)).toEqual({ ref: "taken" });
    expect(calls()).toBe(2);
  });
});
