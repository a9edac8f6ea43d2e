import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";
import { startDemo } from "./support/start-demo.ts";

const CONSOLE = /watch it at (http:\/\/127\.0\.0\.1:\d+)\/\?token=([\w-]+)/;

/** Returns the first data that the console sends, or an empty text if no console answers. */
async function seen(said: string): Promise<string> {
  const [, url = "", token = ""] = CONSOLE.exec(said) ?? [];
  if (url === "") return "";
  try {
    const opened = await fetch(`${url}/?token=${token}`, { redirect: "manual" });
    const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
    const { body } = await fetch(`${url}/live?view=campaigns`, { headers: { cookie } });
    const decoder = new TextDecoder();
    let told = "";
    for await (const chunk of body ?? []) {
      told += decoder.decode(chunk, { stream: true });
      if (told.includes("event: list\n") && told.endsWith("\n\n")) break;
    }
    return told;
  } catch {
    return "";
  }
}

it("the demo can be watched in a browser, over the death of its worker, until everybody is accounted for", async () => {
  const demo = startDemo("--exit", "--console", "--recipients", "60");
  const shares = new Set<string>();
  let afterDeath = 0;
  let isOpen = false;
  const gaps: string[] = [];
  while (!demo.isOver()) {
    const page = await seen(demo.said());
    const [share] = /"people":60,"confirmed":\d+/.exec(page) ?? [];
    if (share !== undefined) shares.add(share);
    if (share !== undefined && demo.said().includes("SIGKILL")) afterDeath += 1;
    isOpen ||= page !== "";
    // the console ends with the demo, after the demo has printed the ledger
    if (isOpen && page === "" && !demo.said().includes("unreached recipients, for")) gaps.push(demo.said().slice(-200));
    await Promise.race([demo.ended, pause(250)]);
  }
  expect(await demo.ended, demo.said() + demo.complaints()).toBe(0);
  expect(gaps).toEqual([]);
  expect(shares.size).toBeGreaterThan(1);
  expect(afterDeath).toBeGreaterThan(0);
});
