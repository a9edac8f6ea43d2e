import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const found = PLACES.find((place) => existsSync(place));

/** Why browser tests cannot run here; `undefined` if they can. */
export const whyNoChromium: string | undefined =
  found === undefined ? `no Chromium at ${PLACES.join(", ")}: apt-get install chromium` : undefined;

export async function openChromium(): Promise<Browser & AsyncDisposable> {
  const quiet = ["--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
  return await chromium.launch({ executablePath: found ?? "", args: ["--no-sandbox", ...quiet] });
}
