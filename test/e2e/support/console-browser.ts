import type { Browser, BrowserContext, Page } from "playwright-core";
import { TOKEN, type Watched } from "./watched.ts";

/** The console's page as an operator sees it, and whatever went wrong in it. */
export interface OpenedConsole {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What the page said in its log, threw, and asked of anybody else. */
  readonly trouble: readonly string[];
}

/** Comes with the operator's token, as somebody who reads English unless told otherwise. */
export async function openConsole(
  browser: Browser,
  here: Watched,
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<OpenedConsole> {
  const context = await browser.newContext({ locale: "en-GB", ...options });
  const page = await context.newPage();
  page.setDefaultTimeout(60_000); // on a machine as busy as it likes
  const trouble: string[] = [];
  page.on("console", (said) => trouble.push(said.text()));
  page.on("pageerror", (error) => trouble.push(String(error)));
  page.on("request", (request) => {
    if (!request.url().startsWith(here.url) && !request.url().startsWith("data:")) trouble.push(request.url());
  });
  await page.goto(`${here.url}?token=${TOKEN}`);
  return { context, page, trouble };
}

/** Puts a name and a reason to what the dialog says, and presses. */
export async function press(page: Page, title: string): Promise<void> {
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Your name").fill("Ada");
  await dialog.getByLabel("Why").fill("somebody called");
  await dialog.getByRole("button", { name: title, exact: true }).click();
}

/** The same, and it is done. */
export async function sign(page: Page, title: string): Promise<void> {
  await press(page, title);
  await page.getByRole("dialog").waitFor({ state: "detached" });
}
