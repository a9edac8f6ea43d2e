/** Matchers for vitest. Write `import "@relance/testing/vitest"` in a test or in a file of `setupFiles`. */
import type { Recipient } from "relance";
import { expect } from "vitest";
import { knownNames, refuseUnknown } from "./known-names.ts";

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> {
    /**
     * Passes if the recipient got a message through `provider` (such as `sms.main`). Without `provider`, passes if the
     * recipient got any message or answered.
     * @throws {RangeError} if the gateway under test does not have the provider
     */
    toHaveBeenReached(provider?: string): R;
    /**
     * Passes if the recipient confirmed with this answer, such as `done`.
     * @throws {RangeError} if the campaign under test does not have the answer
     */
    toBeConfirmedBy(answer: string): R;
  }
}

const ARRIVED: readonly string[] = ["attempt.delivered", "attempt.engaged"];

function tellStory({ state, cause, timeline }: Recipient): string {
  const lines = timeline.map(({ at, type, provider = "" }) => `  ${at.toISOString()} ${type} ${provider}`.trimEnd());
  return [`it is ${state}${cause === "none" ? "" : ` (${cause})`}:`, ...lines].join("\n");
}

/**
 * Refuses a value that is not a recipient, because a negated assertion would pass for any such value.
 * @throws {TypeError} for such a value
 */
function refuseOthers(received: unknown): asserts received is Recipient {
  const { timeline } = (received ?? {}) as Partial<Recipient>;
  if (!Array.isArray(timeline)) throw new TypeError("expect(await test.recipient(key)): this is not a recipient");
}

expect.extend({
  toHaveBeenReached(received: unknown, provider?: string) {
    refuseOthers(received);
    const { providers, silent } = knownNames(received);
    refuseUnknown(provider, providers);
    const arrived = received.timeline.filter(({ type }) => ARRIVED.includes(type));
    const pass =
      provider === undefined
        ? arrived.length > 0 || received.state === "acknowledged"
        : arrived.some((entry) => entry.provider === provider);
    const isSilent = !pass && provider !== undefined && silent?.has(provider) === true;
    const over = provider === undefined ? "" : ` over ${provider}`;
    const why = isSilent ? ": this provider reports no deliveries" : "";
    return {
      pass,
      message: () => `${received.key} has ${pass ? "" : "not "}been reached${over}${why}; ${tellStory(received)}`,
    };
  },
  toBeConfirmedBy(received: unknown, answer: string) {
    refuseOthers(received);
    refuseUnknown(answer, knownNames(received).answers);
    const { key, state, answer: own } = received;
    const pass = state === "acknowledged" && own === answer;
    const found = state === "acknowledged" ? `it is by ${own}` : tellStory(received);
    return { pass, message: () => `${key} is ${pass ? "" : "not "}confirmed by ${answer}; ${found}` };
  },
});
