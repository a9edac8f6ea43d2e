import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const found = PLACES.find((place) => existsSync(place));

/** The reason why browser tests cannot run on this machine; `undefined` if they can. */
export const whyNoChromium: string | undefined =
  found === undefined ? `no Chromium at ${PLACES.join(", ")}: apt-get install chromium` : undefined;

/** Starts a real browser that connects only to loopback. Disposal closes the browser. */
export async function openChromium(): Promise<Browser & AsyncDisposable> {
  return await chromium.launch({ executablePath: found ?? "", args: QUIET });
}
