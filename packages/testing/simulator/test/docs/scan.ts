import { type BrowserLike, scanner, scanWithChromium } from "@relance/simulator";

/** Lets scanners open a link; afterwards no confirmation may exist. `browser` comes from playwright-core. */
export async function scan(link: string, browser: BrowserLike): Promise<void> {
  await using machine = scanner("forms"); // "head" | "get" | "links" | "forms"
  const visited = await machine.visit(link);
  console.log(visited); // [{ method: "GET", url, status: 200 }, { method: "POST", url, status: 409 }, …]
  await scanWithChromium(browser, link, { fillsForms: true });
}
