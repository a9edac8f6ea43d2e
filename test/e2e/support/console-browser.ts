import type { Browser, BrowserContext, Page } from "playwright-core";
import { TOKEN, type Watched } from "./watched.ts";

export interface OpenedConsole {
  readonly context: BrowserContext;
  readonly page: Page;
  /** Console messages, exceptions, and requests to other hosts. */
  readonly trouble: readonly string[];
}

/** Opens the console with the operator's token, by default in English. */
export async function openConsole(
  browser: Browser,
  here: Watched,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<OpenedConsole> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // on a busy machine a page may need a minute
  const trouble: string[] = [];
  page.on("console", (said) => trouble.push(said.text()));
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(here.url) && !request.url().startsWith("data:")) trouble.push(request.url());
  });
  await page.goto(`${here.url}?token=${TOKEN}`);
  return { context, page, trouble };
}

export async function press(page: Page, title: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your name").fill("Ada");
  await dialog.getByLabel("Why").fill("somebody called");
  await dialog.getByRole("button", { name: title, exact: true }).click();
}

export async function sign(page: Page, title: string): Promise<void> {
  await press(page, title);
  await page.getByRole("dialog").waitFor({ state: "detached" });
}
