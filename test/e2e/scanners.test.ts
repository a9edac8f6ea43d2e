import { fakePushService, SCANNER_KINDS, type ScannerKind, scanner, scanWithChromium } from "@relance/simulator";
import type { Duration } from "@relance/spec";
import type { Page } from "playwright-core";
import { partsOf } from "relance/parts";
import { describe, expect, it } from "vitest";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

if (whyNoChromium !== undefined) console.warn(`skipped: scanners in a real browser; ${whyNoChromium}`);

const HOUR = 3_600_000;
const ONE_CLICK = new URLSearchParams({ "List-Unsubscribe": "One-Click" });
const PATHS = [
  "/acknowledgements",
  "/events",
  "/health",
  "/receipts/sms.main",
  "/receipts/email.smtp",
  "/inbound/sms.main",
];
const LINK = /https?:\/\/[^\s<>"'\\]+/g;

async function annaWasWrittenTo(pressAfter: Duration = "1s") {
  const payloads: string[] = [];
  const service = await fakePushService({
    courier: { receipts: 0 },
    onPayload: (payload) => payloads.push(payload),
  });
  const stack = await openStack({ pressAfter, perTokenAMinute: 10_000 });
  const anna = {
    id: "anna",
    mobile: "+33639980001",
    mail: "anna@example.org",
    subscription: JSON.stringify(service.subscribe("anna")),
  };
  const campaign = await stack.start([anna], {
    confirm: {
      event: "came",
      via: ["event", "link", "reply"],
      buttons: { done: "close", help: "call-me" },
      replies: { OK: "done" },
      deepLink: "https://agency.example.org/register?id={{ key }}",
    },
    steps: [
      { channel: "sms", route: ["main"], template: "please@1", wait: "2h" },
      { channel: "email", route: ["smtp"], template: "please@1", wait: "2h" },
      {
        channel: "push",
        route: ["web"],
        template: "please@1",
        wait: "48h",
        onMissingReceipt: { after: "40h", do: "wait" },
      },
    ],
  });
  await stack.happened("attempt.delivered", "anna");
  await stack.pass(2.1 * HOUR);
  const isAccepted = async (by: string) => {
    const events = await stack.events();
    return events.some(({ type, provider }) => type === "attempt.accepted" && provider === by);
  };
  await waitFor("the mail", () => isAccepted("email.smtp"));
  await stack.pass(2.1 * HOUR);
  await waitFor("the push message", () => isAccepted("push.web"));
  const texts = [
    ...[...stack.outside.twilio.messages()].map(({ body }) => body),
    ...stack.outside.smtp.mails().map(({ raw }) => raw.toString()),
    ...payloads,
  ];
  const links = new Set(texts.flatMap((text) => text.match(LINK) ?? []));
  const addresses = [...links, ...PATHS.map((path) => `${stack.settings.publicUrl}${path}`)];
  return {
    stack,
    campaign,
    addresses,
    pages: addresses.filter((address) => address.includes("/a/")),
    async [Symbol.asyncDispose]() {
      await stack[Symbol.asyncDispose]();
      await service.close();
    },
  };
}

async function account(stack: Stack) {
  const { store } = partsOf(stack.gateway);
  const [ledger] = await stack.gateway.campaigns.ledgers();
  const person = await store.read({ campaign: ledger?.campaign ?? 0, key: "anna" });
  const { rows: suppressions } = await store.suppressions({ limit: 10 });
  const types = (await stack.events()).map(({ type }) => type);
  return {
    ledger,
    state: person?.state,
    answer: person?.answer,
    replies: person?.replies,
    suppressions,
    types,
  };
}

async function signals(stack: Stack): Promise<readonly string[]> {
  const { campaign = 0 } = (await stack.gateway.campaigns.ledgers())[0] ?? {};
  const person = await partsOf(stack.gateway).store.read({ campaign, key: "anna" });
  return person?.signals.map(({ type, detail }) => (detail === undefined ? type : `${type} ${detail}`)) ?? [];
}

async function reads(page: Page, ms = 1_000): Promise<void> {
  await page.waitForFunction((enough) => {
    const [opened] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
    return performance.now() - (opened?.responseStart ?? 0) > enough + 100;
  }, ms);
}

const HINTS: Readonly<Record<ScannerKind, readonly string[]>> = {
  head: ["signal.link-fetched"],
  get: ["signal.link-fetched"],
  links: ["signal.link-fetched"],
  forms: ["signal.link-fetched", "signal.press-doubted decoy"],
};

describe("for every URL of every message, and every URL of the gateway", () => {
  it.each(SCANNER_KINDS)(
    "a scanner of the kind %s confirms nothing, opts no recipient out, and causes a signal",
    async (kind) => {
      await using anna = await annaWasWrittenTo();
      expect(anna.addresses.map((address) => /\/(a|u|receipts)\//.exec(address)?.[1])).toEqual(
        expect.arrayContaining(["a", "u", "receipts"]),
      );
      await using machine = scanner(kind);
      const before = await account(anna.stack);
      for (const address of anna.addresses) await machine.visit(address);
      expect(await account(anna.stack)).toEqual(before);
      expect(before).toMatchObject({ state: "active", answer: undefined, suppressions: [] });
      expect([...new Set(await signals(anna.stack))]).toEqual(HINTS[kind]);
    },
  );

  it("a program that posts arbitrary forms confirms nothing", async () => {
    await using anna = await annaWasWrittenTo();
    const before = await account(anna.stack);
    const bodies = [
      "",
      "{}",
      "answer=done",
      new URLSearchParams({ remarks: "x" }),
      JSON.stringify([{ key: "anna", on: "came" }]),
      JSON.stringify({ kind: "clicked" }).slice(0, -1),
    ];
    const statuses = new Set<number>();
    for (const address of anna.addresses.filter((one) => one.startsWith("http://127.0.0.1"))) {
      for (const body of bodies) statuses.add((await fetch(address, { method: "POST", body })).status);
    }
    // only a push report without content gets 204; relance refuses every other request
    expect([...statuses].filter((status) => status < 400)).toEqual([204]);
    expect(await account(anna.stack)).toEqual(before);
    for (const page of anna.pages) {
      expect((await fetch(page, { method: "POST", body: ONE_CLICK })).status).toBe(400);
    }
    expect(await account(anna.stack)).toEqual(before);
  });
});

describe.skipIf(whyNoChromium !== undefined)("a real Chromium", () => {
  it.each([false, true])(
    "that opens every URL, with scripts, filling in forms: %s, confirms nothing, while a recipient's press does",
    async (fillsForms) => {
      await using anna = await annaWasWrittenTo();
      await using browser = await openChromium();
      const before = await account(anna.stack);
      const machine = await browser.newContext();
      let presses = 0;
      for (const address of anna.addresses.filter((one) => one.startsWith("http://127.0.0.1"))) {
        presses += (await scanWithChromium(machine, address, { fillsForms })).presses;
      }
      expect(presses > 0).toBe(fillsForms);
      expect(await account(anna.stack)).toEqual(before);

      const page = await browser.newPage({ locale: "en-GB" });
      await page.goto(anna.pages[0] ?? "");
      await reads(page);
      await page.getByRole("button", { name: "I have done it" }).click();
      await page.getByRole("heading", { name: "Confirmed" }).waitFor();
      expect(await account(anna.stack)).toMatchObject({ state: "acknowledged", answer: "done" });
    },
    60_000,
  );

  it("whose recipient presses too fast asks once more, and records the second press", async () => {
    await using anna = await annaWasWrittenTo("4s");
    await using browser = await openChromium();
    const page = await browser.newPage({ locale: "en-GB" });
    await page.goto(anna.pages[0] ?? "");
    await page.evaluate(() => document.querySelector<HTMLElement>("button")?.click());
    await page.getByRole("heading", { name: "Please press once more" }).waitFor();
    expect(await account(anna.stack)).toMatchObject({ state: "active", answer: undefined });
    expect(await signals(anna.stack)).toContain("signal.press-doubted too-soon");
    await reads(page, 4_000);
    await page.getByRole("button", { name: "I have done it" }).click();
    await page.getByRole("heading", { name: "Confirmed" }).waitFor();
    expect(await account(anna.stack)).toMatchObject({ state: "acknowledged", answer: "done" });
  });
});
