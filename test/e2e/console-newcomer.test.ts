import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { openConsole } from "./support/console-browser.ts";
import { openWatched, TOKEN } from "./support/watched.ts";

if (whyNoChromium !== undefined) console.warn(`skipped: the console in a browser: ${whyNoChromium}`);

describe.skipIf(whyNoChromium !== undefined)("the console for a new operator", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it("reports a wrong token only if one was entered, and accepts the right one", async () => {
    await using here = await openWatched({}, { works: false });
    const page = await browser.newPage();
    const alert = page.getByRole("alert");
    await page.goto(here.url);
    await page.getByLabel("Token").waitFor();
    expect(await alert.count()).toBe(0);
    await page.getByLabel("Token").fill("wrong-and-long-enough");
    await page.getByRole("button", { name: "Open" }).click();
    await alert.waitFor();
    expect(await alert.textContent()).toContain("That is not the token of this console.");
    expect(await page.content()).not.toContain("wrong-and-long-enough");
    await page.getByLabel("Token").fill(TOKEN);
    await page.getByRole("button", { name: "Open" }).click();
    await page.getByRole("link", { name: "stack" }).waitFor();
    await page.close();
  });

  it("shows no alarm about receipts of captured messages", async () => {
    await using here = await openWatched({}, { delivery: "capture", receipts: 0 });
    const { context, page } = await openConsole(browser, here);
    await page.getByText("at risk").waitFor();
    await page.getByText("operator").waitFor();
    const atRisk = page.locator("dl.facts > div").filter({ hasText: "at risk" });
    expect(await atRisk.locator("dd").textContent()).toBe("–");
    expect(await page.locator(".alarm").count()).toBe(0);
    await context.close();
  });

  it('shows deliveries of a provider without reports as "not reported", never as 0', async () => {
    await using here = await openWatched();
    await here.stack.pass(25 * 3_600_000);
    await here.stack.happened("attempt.accepted", "p7");
    const { context, page, trouble } = await openConsole(browser, here);
    await page.goto(`${here.url}#/campaign/1`);
    const delivered = (step: number) =>
      page
        .getByRole("region", { name: `Step ${step}` })
        .locator("dl.bars > div")
        .filter({ hasText: "delivered" });
    await delivered(1).getByText("8", { exact: true }).waitFor();
    await delivered(2).getByText("not reported").waitFor();
    expect(await delivered(2).locator("dd").textContent()).toBe("not reported");
    expect(trouble).toEqual([]);
    await context.close();
  });

  it.each([
    { delivery: "capture", times: 1 },
    { delivery: "live", times: 0 },
  ] as const)("states $times times that nothing is sent if the gateway is in $delivery", async (mode) => {
    await using here = await openWatched({}, { works: false, delivery: mode.delivery });
    const { context, page, trouble } = await openConsole(browser, here);
    await page.getByRole("link", { name: "stack" }).waitFor();
    await page.getByText("operator").waitFor();
    expect(await page.getByText("Capture: nothing is sent.").count()).toBe(mode.times);
    expect(trouble).toEqual([]);
    await context.close();
  });
});
