import { partsOf } from "relance/parts";
import { openChromium, whyNoChromium } from "../../test/e2e/support/chromium.ts";
import { openWatched, TOKEN } from "../../test/e2e/support/watched.ts";

const FRAMES_MS = 10_000;

/**
 * Measures the time from the commit of an incident until the page shows its heading, and the frame times until then.
 */
export async function latencyOfPage(samples: number): Promise<void> {
  if (whyNoChromium !== undefined) return console.log(`no latency of the page: ${whyNoChromium}`);
  await using here = await openWatched();
  const { store } = partsOf(here.stack.gateway);
  await using browser = await openChromium();
  const page = await browser.newPage({ locale: "en-GB" });
  await page.goto(`${here.url}?token=${TOKEN}`);
  await page.goto(`${here.url}#/campaign/1`);
  await page.getByRole("heading", { name: "The ledger" }).waitFor();
  const waits: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const destination = `+3363${sample}`;
    // the incident begins at a random point of the polling interval
    await new Promise((resolve) => setTimeout(resolve, 1_000 * Math.random()));
    const subject = { campaign: 1, kind: "stall", provider: "sms.main", destination, actor: "bench" } as const;
    await store.incident({ ...subject, change: "open", fact: "seen" });
    const start = performance.now();
    await page.getByRole("article", { name: `sms.main to ${destination}`, exact: false }).waitFor();
    waits.push(performance.now() - start);
    await store.incident({ ...subject, change: "end", fact: "over" });
  }
  waits.sort((a, b) => a - b);
  const at = (share: number) =>
    `${Math.round(waits[Math.min(waits.length - 1, Math.floor(share * waits.length))] ?? 0)} ms`;
  console.log(`change to page, ${samples} incidents: median ${at(0.5)}, 95 % within ${at(0.95)}, most ${at(1)}`);
  const work = await page.evaluate(async (lengthMs) => {
    const long: number[] = [];
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) long.push(duration);
    }).observe({ type: "longtask", buffered: false });
    const gaps: number[] = [];
    const end = performance.now() + lengthMs;
    for (let last = performance.now(); last < end; ) {
      const now = await new Promise<number>((resolve) => requestAnimationFrame(resolve));
      gaps.push(now - last);
      last = now;
    }
    gaps.sort((a, b) => a - b);
    return { frames: gaps.length, p99: gaps[Math.floor(0.99 * gaps.length)] ?? 0, long: long.length };
  }, FRAMES_MS);
  console.log(
    `frames in ${FRAMES_MS / 1_000} s of looks: ${work.frames}, 99 % within ${work.p99.toFixed(1)} ms, tasks over 50 ms: ${work.long}`,
  );
}
