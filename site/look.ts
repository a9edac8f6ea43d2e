import { existsSync, globSync, readFileSync } from "node:fs";
import { extname, join } from "node:path";
import type { Browser } from "playwright-core";
import { openChromium, whyNoChromium } from "../test/e2e/support/chromium.ts";

const DIST = join(import.meta.dirname, "dist");
const WIDTHS = [360, 820, 1440];
/** A home, prose, tables, commands, signatures. */
const PAGES = ["/", "/first-campaign", "/reference/gateway", "/cli", "/api/relance"];

/** Refuses a built site that programs cannot read, that cannot be searched, or whose pages are wider than a screen. */
export async function lookAtSite(): Promise<void> {
  const wrong = [...lacking()];
  if (whyNoChromium === undefined) {
    await using browser = await openChromium();
    for (const colorScheme of ["light", "dark"] as const) wrong.push(...(await seen(browser, colorScheme)));
  } else console.warn(`NOT LOOKED AT: widths, dark and search of the site; ${whyNoChromium}`);
  if (wrong.length > 0) throw new Error(wrong.join("\n"));
}

/** What stands in no file. */
function* lacking(): Iterable<string> {
  const read = (file: string) => (existsSync(join(DIST, file)) ? readFileSync(join(DIST, file), "utf8") : "");
  const [list, whole] = [read("llms.txt"), read("llms-full.txt")];
  for (const page of globSync("**/*.md", { cwd: DIST })) {
    const isListed = page === "api.md" || list.includes(`](/${page})`); // that page is such a list itself
    if (!isListed) yield `llms.txt does not name ${page}`;
    if (!page.startsWith("api") && !whole.includes(`\nurl: /${page}\n`)) yield `llms-full.txt does not have ${page}`;
  }
  if (list === "" || whole === "") yield "llms.txt or llms-full.txt is empty";
  if (globSync("assets/chunks/@localSearchIndex*", { cwd: DIST }).length === 0) yield "no search index";
}

/** What a reader in these colours would see of the pages, straight from their files. */
async function seen(browser: Browser, colorScheme: "light" | "dark"): Promise<readonly string[]> {
  const wrong: string[] = [];
  const page = await browser.newPage({ colorScheme });
  await page.route("**", async (route) => {
    const { pathname } = new URL(route.request().url());
    const path = extname(pathname) === "" ? `${pathname.replace(/\/$/, "/index")}.html` : pathname;
    const isThere = existsSync(join(DIST, path));
    if (!isThere) wrong.push(`no ${path}`);
    await route.fulfill(isThere ? { path: join(DIST, path) } : { status: 404, body: "none" });
  });
  for (const place of PAGES) {
    await page.goto(`http://localhost${place}`);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const [content, isDark] = await page.evaluate(() => {
        const { scrollWidth, classList } = document.documentElement;
        return [scrollWidth, classList.contains("dark")] as const;
      });
      if (content > width) wrong.push(`${place} is ${content} px wide on a screen of ${width} px, ${colorScheme}`);
      if (isDark !== (colorScheme === "dark")) wrong.push(`${place} is not ${colorScheme}`);
    }
  }
  await page.click("#local-search button");
  await page.fill("#localsearch-input", "suppressions import");
  const hit = page.locator("#localsearch-list a").first();
  await hit.waitFor({ timeout: 20_000 }).catch(() => wrong.push(`search finds nothing, ${colorScheme}`));
  await page.close();
  return wrong;
}
