import type { ConfirmationView } from "@relance/spec";
import { toNodeHandler } from "@relance/webhooks";
import { describe, expect, it } from "vitest";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { CONFIRMATION, OPT_OUT_TOKEN, said, TOKEN, testEdge } from "./support/edge.ts";
import { flaws } from "./support/flaws.ts";
import { listen } from "./support/listen.ts";
import { PUBLIC_URL } from "./support/memory-port.ts";

if (whyNoChromium !== undefined) console.warn(`skipped: pressing once more in a real browser; ${whyNoChromium}`);

async function serve(pressAfterMs: number, confirmation: Partial<ConfirmationView> = {}) {
  const edge = testEdge({ perTokenAMinute: 1_000, pressAfterMs });
  edge.port.confirmations.set(TOKEN, { ...CONFIRMATION, ...confirmation });
  const server = await listen(toNodeHandler(edge.handler, { publicUrl: PUBLIC_URL }));
  return { ...edge, server, address: `${server.origin}/relance/a/${TOKEN}` };
}

describe.skipIf(whyNoChromium !== undefined)("in a real browser", () => {
  it.each([
    { scheme: "light", locale: "en", button: "I have done it", path: `a/${TOKEN}` },
    { scheme: "dark", locale: "fr", button: "C’est fait", path: `a/${TOKEN}` },
    { scheme: "light", locale: "fr", button: "Ne plus recevoir ces messages", path: `u/${OPT_OUT_TOKEN}` },
  ] as const)(
    "the page that asks again has no accessibility flaw, fits a phone and is first: $locale, $path",
    async ({ scheme, locale, button, path }) => {
      await using browser = await openChromium();
      const { server, port } = await serve(3_600_000);
      await using _closing = server;
      const viewport = { width: 320, height: 700 };
      const page = await browser.newPage({ viewport, colorScheme: scheme, locale, bypassCSP: true });
      await page.goto(`${server.origin}/relance/${path}`);
      await page.getByRole("button", { name: button }).click();
      await page.getByRole("status").waitFor();
      expect(await flaws(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      expect(await page.title()).toMatch(/^(Please press once more|Appuyez encore une fois) – /);
      expect([port.answered, port.optedOut]).toEqual([[], []]);
    },
  );

  it("Enter in the field of the campaign's question presses the first visible button", async () => {
    await using browser = await openChromium();
    const question = {
      words: [said("Re-registration", "en", { factor: "Your year of birth" })],
      factor: { triesLeft: 5, isWrong: false },
    };
    const { server, port, address } = await serve(0, question);
    await using _closing = server;
    const page = await browser.newPage({ locale: "en-GB" });
    await page.goto(address);
    await page.getByLabel("Your year of birth").fill("1961");
    await page.getByLabel("Your year of birth").press("Enter");
    await page.getByRole("status").waitFor();
    expect(port.answered).toMatchObject([{ answer: "done", factor: "1961" }]);
  });

  it("a bot that fills in the question does not use up a recipient's tries", async () => {
    await using browser = await openChromium();
    const question = {
      factor: { triesLeft: 5, isWrong: false },
      words: [said("S", "en", { factor: "Year" })],
    };
    const { server, port, address } = await serve(0, question);
    await using _closing = server;
    const page = await browser.newPage({ locale: "en-GB" });
    await page.goto(address);
    await page.evaluate(() => {
      for (const field of document.querySelectorAll<HTMLInputElement>("input[type=text]")) field.value = "1980";
      document.querySelector("button")?.click();
    });
    await page.getByRole("heading", { name: "Please press once more" }).waitFor();
    expect(port.answered).toEqual([]);
  });
});
