import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cli } from "../../packages/apps/cli/test/support/cli.ts";
import { countedPort } from "../../packages/apps/cli/test/support/counted-port.ts";
import { type Dev, startDev } from "../../packages/apps/cli/test/support/dev.ts";
import { flaws } from "../../packages/webhooks/test/support/flaws.ts";
import { openChromium, whyNoChromium } from "./support/chromium.ts";

const MODULES = join(import.meta.dirname, "../../node_modules");
const htmlMail = (
  port: number,
) => `<p style="color: #063">Hello <b>{{ name }}</b>, <a href="{{ ack.url }}">tell us</a></p>
<script>document.body.textContent = "a script ran"</script>
<img src="http://127.0.0.1:${port}/pixel.png" alt="a picture">
`;

async function freshProject(): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "relance-dev-"));
  await symlink(MODULES, join(folder, "node_modules"));
  await cli(["init"], { cwd: folder });
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

describe.skipIf(whyNoChromium !== undefined)("relance dev in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  async function opened(dev: Dev, options: Parameters<Browser["newContext"]>[0] = {}) {
    const context = await browser.newContext(options);
    const trouble: string[] = [];
    context.on("response", (response) => {
      if (!response.url().startsWith(dev.url)) trouble.push(response.url());
    });
    const page: Page = await context.newPage();
    page.on("pageerror", (error) => trouble.push(error.message));
    await page.goto(dev.printed);
    return { context, page, trouble, person: (key: string) => personOf(page, key) };
  }

  function personOf(page: Page, key: string) {
    return page.locator("article", { has: page.getByRole("heading", { name: key, exact: true }) });
  }

  it("shows an SMS, opens its link, confirms, and shows the effect", async () => {
    await using made = await freshProject();
    await using dev = await startDev(made.folder);
    const { context, page, trouble, person } = await opened(dev);
    expect(page.url()).toBe(`${dev.url}/`);
    await person("1").getByText("Hello Ada, will you come on Friday?").waitFor();
    await person("1").getByText("1 segment").waitFor();
    const waiting = context.waitForEvent("page");
    await person("1").getByRole("link").click();
    const answering = await waiting;
    await answering.waitForFunction(() => {
      const [{ responseStart } = { responseStart: 0 }] = performance.getEntriesByType(
        "navigation",
      ) as PerformanceNavigationTiming[];
      return performance.now() - responseStart > 1_000;
    });
    await answering.getByRole("button").first().click();
    await person("1").getByText("acknowledged").waitFor();
    await page.getByText("1 acknowledged").waitFor();
    const looking = context.waitForEvent("page");
    await page.getByRole("link", { name: "the console" }).click();
    const watching = await looking;
    await watching.getByText("hello").first().waitFor();
    expect(watching.url()).toContain(`${dev.url}/console/`);
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("advances the clock to the next channel, shows its mail as rendered, and replies", async () => {
    await using made = await freshProject();
    await using tracker = await countedPort();
    await writeFile(join(made.folder, "hello.email.html.liquid"), htmlMail(tracker.port));
    await using dev = await startDev(made.folder);
    const { context, page, trouble, person } = await opened(dev);
    await person("2").getByText("sms.main").waitFor();
    expect(await person("2").getByText("email.smtp").count()).toBe(0);
    await page.getByRole("button", { name: "To the next thing" }).click();
    await person("2").getByText("email.smtp").waitFor();
    const mail = person("2").frameLocator("iframe");
    await mail.getByText("Hello Grace").waitFor();
    expect(await mail.getByText("a script ran").count()).toBe(0);
    const typed = person("2").getByRole("textbox");
    await typed.fill("I am on holiday");
    await page.getByRole("button", { name: "+1 min" }).click();
    await page.getByRole("status").getByText("+1 min").waitFor();
    expect(await typed.inputValue()).toBe("I am on holiday");
    await person("2").getByRole("button", { name: "Reply", exact: true }).click();
    await person("2").locator(".theirs").getByText("I am on holiday").waitFor();
    const waiting = context.waitForEvent("page");
    await mail.getByRole("link", { name: "tell us" }).click();
    await (await waiting).getByRole("button").first().waitFor();
    await page.getByRole("button", { name: "Begin again" }).click();
    await person("2").getByText("email.smtp").waitFor({ state: "detached" });
    await person("2").getByText("Hello Grace").waitFor();
    expect(trouble).toEqual([]);
    expect(tracker.connections()).toBe(0);
    await context.close();
  });

  it.each(["light", "dark"] as const)("has no accessibility flaw, %s, and fits a phone", async (colorScheme) => {
    await using made = await freshProject();
    await using dev = await startDev(made.folder);
    const viewport = { width: 360, height: 740 };
    const { context, page, person } = await opened(dev, { colorScheme, viewport, bypassCSP: true });
    await person("1").getByText("sms.main · delivered").waitFor();
    expect(await flaws(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    await context.close();
  });
});
