import type { ConfirmationView } from "@relance/spec";
import { toNodeHandler } from "@relance/webhooks";
import { describe, expect, it } from "vitest";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { CONFIRMATION, OPT_OUT_TOKEN, said, TOKEN, testEdge } from "./support/edge.ts";
import { flaws } from "./support/flaws.ts";
import { type Listening, listen } from "./support/listen.ts";
import { PUBLIC_URL } from "./support/memory-port.ts";

if (whyNoChromium !== undefined) console.warn(`skipped: the pages in a real browser; ${whyNoChromium}`);

const PHONE = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };
const ASKED = {
  words: [said("Réinscription", "fr", { factor: "Votre année de naissance" })],
  factor: { triesLeft: 2, isWrong: true },
};

async function serve(confirmation: Partial<ConfirmationView> = {}) {
  const edge = testEdge({ perTokenAMinute: 1_000, pressAfterMs: 0 });
  edge.port.confirmations.set(TOKEN, { ...CONFIRMATION, deepLink: "https://jobs.example.org/", ...confirmation });
  const server: Listening = await listen(toNodeHandler(edge.handler, { publicUrl: PUBLIC_URL }));
  return { ...edge, server, address: `${server.origin}/relance/a/${TOKEN}` };
}

describe.skipIf(whyNoChromium !== undefined)("in a real browser", () => {
  it("can be answered with the keyboard alone, without JavaScript, in reading order", async () => {
    await using browser = await openChromium();
    const { port, server, address } = await serve();
    await using _closing = server;
    const context = await browser.newContext({ ...PHONE, javaScriptEnabled: false, locale: "en-GB" });
    const page = await context.newPage();
    await page.goto(address);
    const order: (string | null)[] = [];
    for (let stop = 0; stop < 6; stop += 1) {
      await page.keyboard.press("Tab");
      order.push(await page.locator(":focus").textContent());
    }
    expect(order).toEqual([
      "Do it online now",
      "I have done it",
      "I will do it in time",
      "I am not the right person",
      "I need help",
      "Français",
    ]);
    await page.getByRole("button", { name: "I will do it in time" }).press("Enter");
    await page.getByRole("status").getByText("Your answer: I will do it in time").waitFor();
    expect(port.answered).toMatchObject([{ answer: "promise", shown: { label: "I will do it in time" } }]);
    await page.reload();
    expect(port.answered).toHaveLength(1);
  });

  it("loads nothing but itself, and respects its own policy", async () => {
    await using browser = await openChromium();
    const { server, address } = await serve();
    await using _closing = server;
    const page = await browser.newPage(PHONE);
    const requests: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => complaints.push(message.text()));
    await page.goto(address);
    await page.getByRole("button", { name: "I have done it" }).click();
    await page.getByRole("status").waitFor();
    expect([...new Set(requests)]).toEqual([address]);
    expect(complaints).toEqual([]);
    expect(await page.context().cookies()).toEqual([]);
  });

  it.each([
    { scheme: "light", locale: "fr", confirmation: {} },
    { scheme: "dark", locale: "fr", confirmation: { late: true } },
    { scheme: "light", locale: "en", confirmation: { late: true, answer: "promise" } },
    { scheme: "dark", locale: "en", confirmation: { state: "acknowledged", answer: "done" } },
    { scheme: "light", locale: "en", confirmation: { state: "acknowledged", answer: "help" } },
    { scheme: "dark", locale: "fr", confirmation: ASKED },
  ] as const)(
    "has no accessibility flaw in $scheme, $locale, $confirmation",
    async ({ scheme, locale, confirmation }) => {
      await using browser = await openChromium();
      const { server, address } = await serve({ locale, ...confirmation });
      await using _closing = server;
      const page = await browser.newPage({ ...PHONE, colorScheme: scheme, bypassCSP: true });
      for (const place of [
        address,
        `${server.origin}/relance/u/${OPT_OUT_TOKEN}`,
        `${server.origin}/relance/a/nobody-s`,
      ]) {
        await page.goto(place);
        expect(await flaws(page)).toEqual([]);
      }
    },
  );

  it.each([320, 390, 1_280])("fits a screen %i pixels wide, with buttons large enough for a thumb", async (width) => {
    await using browser = await openChromium();
    const { server, address } = await serve({
      words: [
        said("Donaudampfschifffahrtselektrizitätenhauptbetriebswerk".repeat(2), undefined, {
          factor: "Year",
        }),
      ],
      factor: { triesLeft: 5, isWrong: false },
    });
    await using _closing = server;
    const page = await browser.newPage({ viewport: { width, height: 700 } });
    await page.goto(address);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    for (const target of await page.locator("button, a, summary, .field").all()) {
      const box = await target.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
    }
  });
});
