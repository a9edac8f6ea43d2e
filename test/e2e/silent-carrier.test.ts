import type { FakeVendorMode } from "@relance/simulator";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const SECOND = 1_000;
const PEOPLE = Array.from({ length: 30 }, (_, n) => ({
  id: `p${n}`,
  mobile: `+336399800${10 + n}`,
  mail: `p${n}@example.org`,
}));
const EMAIL = { channel: "email", route: ["smtp"], template: "please@1" } as const;

/**
 * Opens a gateway with a carrier that reports nothing about messages. The campaign's deadline is three minutes after
 * its start.
 */
async function opened(mode: FakeVendorMode, route: readonly ("main" | "second")[]): Promise<Stack> {
  const stack = await openStack({ secondReceipts: 0, timeout: "1500ms", concurrency: 8 });
  stack.outside.gateway.mode(mode);
  await stack.start(PEOPLE, {
    deadline: "3m",
    steps: [{ channel: "sms", route, template: "please@1", wait: "1m" }, EMAIL],
  });
  return stack;
}

async function breaker(stack: Stack) {
  const { rows } = await partsOf(stack.gateway).store.incidents({ limit: 10 });
  return rows.find(({ kind, provider }) => kind === "breaker" && provider === "sms.second");
}

async function leftOver(stack: Stack, provider: string): Promise<readonly (string | undefined)[]> {
  const events = await stack.events();
  return events
    .filter((event) => event.type === "attempt.submitted" && event.provider === provider)
    .map(({ key }) => key);
}

async function passQuietly(stack: Stack): Promise<void> {
  await waitFor("the answers to all requests", async () => {
    const types = Map.groupBy(await stack.events(), ({ attemptId }) => attemptId ?? "");
    types.delete("");
    return [...types.values()].every((events) => events.length > 1);
  });
  await stack.pass(10 * SECOND);
}

describe("a carrier that does not answer, with three minutes left", () => {
  it.each([
    { says: "500", mode: { status: 500 } },
    { says: "503", mode: "unavailable" },
    { says: "nothing", mode: "silence" },
    { says: "half an answer", mode: "reset-mid-answer" },
  ] as const)("and reports $says: all recipients get the message through the other one", async ({ mode }) => {
    await using stack = await opened(mode, ["second", "main"]);
    const reached = () => new Set([...stack.outside.twilio.messages()].map(({ to }) => to)).size;
    await waitFor("an incident", async () => (await breaker(stack)) !== undefined);
    const doubted = (await leftOver(stack, "sms.second")).length;
    expect(doubted).toBeLessThan(PEOPLE.length);
    await waitFor("those who were not sent to, without any wait", () => reached() >= PEOPLE.length - doubted);
    for (let passed = 0; passed < 120 && reached() < PEOPLE.length; passed += 10) await passQuietly(stack);
    await waitFor("all of them", () => reached() === PEOPLE.length);
    const left = await leftOver(stack, "sms.second");
    expect(new Set(left).size).toBe(left.length);
    expect((await breaker(stack))?.notes[0]?.fact).toMatch(/^sms\.second does not answer/);
  });

  it.each([
    { says: "500", mode: { status: 500 } },
    { says: "nothing", mode: "silence" },
  ] as const)("and reports $says: all recipients get the next step if no other carrier exists", async ({ mode }) => {
    await using stack = await opened(mode, ["second"]);
    const reached = () => new Set(stack.outside.smtp.mails().flatMap(({ to }) => to)).size;
    await waitFor("an incident", async () => (await breaker(stack)) !== undefined);
    for (let passed = 0; passed < 160 && reached() < PEOPLE.length; passed += 10) await passQuietly(stack);
    await waitFor("all of them", () => reached() === PEOPLE.length);
    const left = await leftOver(stack, "sms.second");
    expect(new Set(left).size).toBe(left.length);
  });
});
