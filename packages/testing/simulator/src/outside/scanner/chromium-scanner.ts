/** The methods of a `playwright-core` browser that the scanner uses. */
export interface BrowserLike {
  newPage(): Promise<BrowserPageLike>;
}

export interface BrowserPageLike {
  goto(url: string, options: { readonly timeout: number }): Promise<unknown>;
  evaluate(script: string): Promise<unknown>;
  waitForEvent(event: "load", options: { readonly timeout: number }): Promise<unknown>;
  close(): Promise<void>;
}

export interface ChromiumScannerOptions {
  /** Whether the scanner fills in every field and presses every button, even hidden ones. @default false */
  readonly fillsForms?: boolean | undefined;
}

export interface ChromiumVisit {
  readonly presses: number;
}

const LOAD_MS = 10_000;
const BUTTONS = `[...document.querySelectorAll("button, input[type=submit], input[type=image]")]`;
const FILL = `for (const field of document.querySelectorAll("input:not([type=hidden],[type=submit]), textarea")) {
  if (field.type === "checkbox" || field.type === "radio") field.checked = true;
  else field.value = field.type === "number" ? "1980" : "test@example.org";
}`;

/** Opens a URL in a real browser with scripts, as advanced link scanners do. */
export async function scanWithChromium(
  browser: BrowserLike,
  url: string,
  { fillsForms = false }: ChromiumScannerOptions = {},
): Promise<ChromiumVisit> {
  const page = await browser.newPage();
  try {
    await page.goto(url, { timeout: LOAD_MS });
    const count = fillsForms ? Number(await page.evaluate(`${BUTTONS}.length`)) : 0;
    for (let nth = 0; nth < count; nth++) {
      if (nth > 0) await page.goto(url, { timeout: LOAD_MS });
      const loaded = page.waitForEvent("load", { timeout: LOAD_MS });
      await page.evaluate(`${FILL} setTimeout(() => ${BUTTONS}[${nth}].click(), 0)`);
      await loaded;
    }
    return { presses: count };
  } finally {
    await page.close();
  }
}
