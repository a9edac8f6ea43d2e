import { reportPage } from "@relance/console";
import type { CampaignReport } from "@relance/report";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { lossyCampaign, TO_THE_END } from "../../packages/testing/testing/test/engine/report/lossy-campaign.ts";
import { flaws } from "../../packages/webhooks/test/support/flaws.ts";
import { openChromium, whyNoChromium } from "./support/chromium.ts";

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 800 };

/**
 * Returns the pairs of labels that overlap in a chart, as `label: label`, and the labels that extend beyond a chart.
 */
function clashes(page: Page): Promise<readonly string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll("svg")].flatMap((picture) => {
      const frame = picture.getBoundingClientRect();
      const labels = [...picture.querySelectorAll("text")].map((label) => ({
        text: label.textContent ?? "",
        box: label.getBoundingClientRect(),
      }));
      const outside = labels.filter(({ box }) => box.left < frame.left - 1 || box.right > frame.right + 1);
      const touching = labels.flatMap(({ text, box: a }, place) =>
        labels
          .slice(place + 1)
          .filter(({ box: b }) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)
          .map((other) => `${text}: ${other.text}`),
      );
      return [...outside.map(({ text }) => `${text} leaves its picture`), ...touching];
    }),
  );
}

describe.skipIf(whyNoChromium !== undefined)("the page of a report, in a real browser", () => {
  let report: CampaignReport;
  let browser: Browser;

  beforeAll(async () => {
    const here = await lossyCampaign({ people: 1_500 });
    await here.advance(TO_THE_END);
    report = await here.report({ prices: { currency: "EUR", perMessage: { "sms.main": 0.05 } } });
    browser = await openChromium();
  });

  afterAll(() => browser?.close());

  async function opened(
    locale: "en" | "fr",
    viewport: { readonly width: number; readonly height: number },
    colorScheme: "light" | "dark" = "light",
  ): Promise<Page & AsyncDisposable> {
    const context = await browser.newContext({ viewport, colorScheme, bypassCSP: true });
    const page = await context.newPage();
    await page.setContent(await reportPage(report, locale));
    return page;
  }

  it.each([
    { locale: "en", colorScheme: "light" },
    { locale: "fr", colorScheme: "dark" },
  ] as const)("has no accessibility flaw in $locale, $colorScheme", async ({ locale, colorScheme }) => {
    await using page = await opened(locale, DESK, colorScheme);
    await page.evaluate(() => {
      for (const folded of document.querySelectorAll("details")) folded.open = true;
    });
    expect(await flaws(page)).toEqual([]);
  });

  it("marks the texts of incidents as English in a French report", async () => {
    await using page = await opened("fr", DESK);
    expect(await page.locator('ol.notes [lang="en"]').count()).toBeGreaterThan(3);
  });

  it.each([PHONE, DESK])("fits $width pixels, and no label covers another", async (viewport) => {
    await using page = await opened("fr", viewport);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    expect(await page.locator("svg text").count()).toBeGreaterThan(10);
    expect(await clashes(page)).toEqual([]);
  });

  it("shows the loss as a red line under the band, and healthy destinations only as numbers", async () => {
    await using page = await opened("en", DESK);
    const guilty = page.locator("figure.card.bad");
    expect(await guilty.count()).toBeGreaterThan(0);
    for (const title of await guilty.locator("figcaption").allTextContents()) expect(title).toMatch(/^sms\.main/);
    const others = page.locator("figure").filter({ hasText: /^sms\.second to / });
    expect(await others.count()).toBe(0);
    expect(
      await page
        .locator("figure")
        .filter({ hasText: /^sms\.second (?!to )/ })
        .count(),
    ).toBeGreaterThan(0);
  });

  it("respects its policy: it runs no script and sends no request", async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    const asked: string[] = [];
    const complaints: string[] = [];
    page.on("request", (request) => asked.push(request.url()));
    page.on("console", (said) => complaints.push(said.text()));
    await page.setContent(await reportPage(report));
    await page.emulateMedia({ media: "print" });
    expect((await page.pdf()).byteLength).toBeGreaterThan(10_000);
    expect(asked).toEqual([]);
    expect(complaints).toEqual([]);
    await context.close();
  });
});
