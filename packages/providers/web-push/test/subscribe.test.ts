import { expect, it } from "vitest";
import { subscribe } from "../src/subscribe.ts";

const SUBSCRIPTION = { endpoint: "https://fcm.googleapis.com/1", keys: { p256dh: "B", auth: "A" } };

/** A browser's registration that fails with the given errors, one per call. */
function registration(...failures: (Error | undefined)[]) {
  const calls: unknown[] = [];
  return {
    calls,
    pushManager: {
      async subscribe(options: unknown) {
        calls.push(options);
        const failure = failures.shift();
        if (failure) throw failure;
        return { toJSON: () => SUBSCRIPTION };
      },
      async getSubscription() {
        return { unsubscribe: async () => calls.push("unsubscribe") > 0 };
      },
    },
  };
}

const ASKED = { userVisibleOnly: true, applicationServerKey: "key" };

it("returns the subscription in the form of the audience's column", async () => {
  const browser = registration();
  expect(await subscribe(browser, "key")).toEqual(SUBSCRIPTION);
  expect(browser.calls).toEqual([ASKED]);
});

it("replaces a subscription with an older key", async () => {
  const browser = registration(Object.assign(new Error("other key"), { name: "InvalidStateError" }));
  expect(await subscribe(browser, "key")).toEqual(SUBSCRIPTION);
  expect(browser.calls).toEqual([ASKED, "unsubscribe", ASKED]);
});

it("reports to the page that the recipient refused", async () => {
  const refusal = Object.assign(new Error("denied"), { name: "NotAllowedError" });
  const browser = registration(refusal);
  await expect(subscribe(browser, "key")).rejects.toBe(refusal);
  expect(browser.calls).toEqual([ASKED]);
});
