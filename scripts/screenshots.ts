/**
 * `npm run screenshots` runs the demo until the console shows a detected loss, and takes the pictures of docs/images.
 * `npm run screenshots -- rehearsal` takes only the pictures of rehearsals, and uses several minutes of CPU. Needs
 * Chromium.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { openChromium, whyNoChromium } from "../test/e2e/support/chromium.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const IMAGES = join(ROOT, "docs/images");
const CLI = ["--conditions=@relance/source", join(ROOT, "packages/apps/cli/src/bin.ts")];
const YOUR_LINK = /is you:\s+(http:\S+)/;
const DEV_ADDRESS = /(http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]+)/;
const ADDRESS = /watch it at (http:\/\/127\.0\.0\.1:\d+\/)(\?token=[\w-]+)/;
/** Maximum time for the demo, which usually takes a few minutes. */
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

async function saidBy(child: ChildProcess, what: RegExp): Promise<RegExpExecArray> {
  let said = "";
  child.stdout?.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  for (const until = Date.now() + PATIENCE_MS; Date.now() < until; await pause(100)) {
    const found = what.exec(said);
    if (found !== null) return found;
  }
  throw new Error(`it never said ${what}: ${said}`);
}

/** Takes pictures of `relance dev` in a new project: one recipient has received two messages and replied. */
async function shootDev(browser: Browser): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "relance-screenshots-"));
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  execFileSync(process.execPath, [...CLI, "init"], { cwd: folder, stdio: "ignore" });
  const dev = spawn(process.execPath, [...CLI, "dev", "hello.campaign.yaml", "--port", "0"], {
    cwd: folder,
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const [, url = ""] = await saidBy(dev, DEV_ADDRESS);
    const page = await opened(browser, url, { viewport: { width: 900, height: 760 }, colorScheme: "light" });
    const first = page.getByRole("article").filter({ hasText: "Ada" });
    await page.getByRole("button", { name: "To the next thing" }).click({ timeout: PATIENCE_MS });
    await first.getByText("email.smtp").waitFor({ timeout: PATIENCE_MS });
    await first.getByRole("textbox").fill("Is there parking?");
    await first.getByRole("button", { name: "Reply", exact: true }).click();
    await first.locator(".theirs").getByText("Is there parking?").waitFor({ timeout: PATIENCE_MS });
    await first.getByText("Your message was kept").waitFor({ timeout: PATIENCE_MS });
    const { y = 0, height = 0 } = (await first.boundingBox()) ?? {};
    await page.setViewportSize({ width: 900, height: Math.ceil(y + height + 8) });
    await shoot(page, "dev.png");
  } finally {
    dev.kill("SIGINT");
    await new Promise((resolve) => dev.once("exit", resolve));
    rmSync(folder, { recursive: true });
  }
}

/** Rehearses the demo's campaign with and without the watch, and takes the picture of the comparison. */
async function shootRehearsal(browser: Browser, recipients: number, name: string): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "relance-screenshots-"));
  try {
    const campaign = join(ROOT, "examples/demo/campaign/re-registration.campaign.yaml");
    const options = ["--scenario", "sfr-2013", "--recipients", String(recipients), "--both", "--out", folder];
    execFileSync(process.execPath, [...CLI, "rehearse", campaign, ...options], { stdio: "inherit" });
    const page = await opened(browser, pathToFileURL(join(folder, "report-1.html")).href, {
      viewport: { width: 960, height: 900 },
      colorScheme: "light",
      deviceScaleFactor: 1.5,
    });
    const next = await page.getByRole("heading", { name: /What only a rehearsal knows/ }).boundingBox();
    await page.setViewportSize({ width: 960, height: Math.floor(next?.y ?? 900) - 16 });
    await shoot(page, name);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

if (whyNoChromium !== undefined) {
  console.error(whyNoChromium);
  process.exit(1);
}
if (process.argv[2] === "rehearsal") {
  const rehearsals = await openChromium();
  await shootRehearsal(rehearsals, 10_000, "rehearsal.png");
  await shootRehearsal(rehearsals, 650_000, "rehearsal-650000.png");
  await rehearsals.close();
  process.exit(0);
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
  const until = Date.now() + PATIENCE_MS;
  const yours = saidBy(demo, YOUR_LINK);
  const [, origin = "", token = ""] = await saidBy(demo, ADDRESS);
  const place = "#/campaign/1";
  const answers = (url: string) =>
    fetch(url, { method: "HEAD" }).then(
      () => true,
      () => false,
    );
  while (!(await answers(origin)) && Date.now() < until) await pause(100);

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

  const [, link = ""] = await yours;
  while (!(await answers(link)) && Date.now() < until) await pause(100);
  const person = await opened(browser, link, { viewport: { width: 390, height: 400 }, deviceScaleFactor: 2 });
  await person.getByRole("button").first().waitFor();
  await person.screenshot({ path: join(IMAGES, "acknowledge.png"), fullPage: true });
  await shootDev(browser);
} finally {
  await browser.close();
  demo.kill("SIGTERM");
}
