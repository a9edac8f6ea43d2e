/**
 * `npm run screenshots`: runs the demo with its console, waits until the loss is noticed, and takes pictures of the page in
 * light, in dark and on a phone, for docs/images. Needs a Chromium.
 */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { openChromium, whyNoChromium } from "../test/e2e/support/chromium.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const IMAGES = join(ROOT, "docs/images");
const ADDRESS = /watch it at (http:\/\/127\.0\.0\.1:\d+\/)(\?token=[\w-]+)/;
/** The demo is over after a few minutes, also on a slow machine. */
const PATIENCE_MS = 15 * 60_000;

const DESK = { width: 1_280, height: 900 };
const PHONE = { width: 390, height: 844 };

async function opened(browser: Browser, url: string, options: Parameters<Browser["newContext"]>[0]): Promise<Page> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

async function shoot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: join(IMAGES, name), animations: "disabled" });
  console.log(`docs/images/${name}`);
}

if (whyNoChromium !== undefined) {
  console.error(whyNoChromium);
  process.exit(1);
}
const demo = spawn(
  process.execPath,
  ["--conditions=@relance/source", join(ROOT, "examples/demo/main.ts"), "--console"],
  {
    stdio: ["ignore", "pipe", "inherit"],
  },
);
const browser = await openChromium();
try {
  let said = "";
  demo.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  const until = Date.now() + PATIENCE_MS;
  while (!ADDRESS.test(said) && Date.now() < until) await pause(100);
  const [, origin = "", token = ""] = ADDRESS.exec(said) ?? [];
  const place = "#/campaign/1";
  const answers = () =>
    fetch(origin).then(
      () => true,
      () => false,
    );
  while (!(await answers()) && Date.now() < until) await pause(100);

  const sign = `${origin}${token}`;
  const light = await opened(browser, sign, { viewport: DESK, colorScheme: "light", deviceScaleFactor: 1.5 });
  const dark = await opened(browser, sign, { viewport: DESK, colorScheme: "dark", deviceScaleFactor: 1.5 });
  const phone = await opened(browser, sign, { viewport: PHONE, colorScheme: "light", deviceScaleFactor: 2 });
  for (const page of [light, dark, phone]) await page.goto(`${origin}${place}`);

  await light
    .getByRole("article", { name: /messages are lost/ })
    .first()
    .waitFor({ timeout: PATIENCE_MS });
  await light
    .getByText(/receipts are missing/)
    .first()
    .waitFor({ timeout: PATIENCE_MS });
  await shoot(light, "console.png");
  await phone
    .getByRole("article", { name: /messages are lost/ })
    .first()
    .waitFor();
  await shoot(phone, "console-phone.png");
  const receipts = dark.getByRole("heading", { name: "Receipts against what is expected" });
  await dark
    .getByText(/receipts are missing/)
    .first()
    .waitFor();
  await receipts.evaluate((heading) => heading.scrollIntoView());
  await shoot(dark, "console-dark.png");
} finally {
  await browser.close();
  demo.kill("SIGTERM");
}
