import { spawn } from "node:child_process";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect, it } from "vitest";

const DEMO = join(import.meta.dirname, "demo/demo.ts");
const CONSOLE = /watch it at (http:\/\/127\.0\.0\.1:\d+)\/\?token=([\w-]+)/;

/** What somebody is told first who has the token; empty while nobody answers. */
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
    return ""; // the process was just killed, as demos do
  }
}

it("the demo can be watched in a browser, over the death of its worker, until everybody is accounted for", async () => {
  const argv = ["--conditions=@relance/source", DEMO, "--exit", "--console", "--people", "60"];
  const child = spawn(process.execPath, argv, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, NODE_OPTIONS: "" },
  });
  let said = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    said += text;
  });
  let code: number | null | undefined;
  const ended = new Promise<void>((resolve) =>
    child.once("close", (left) => {
      code = left;
      resolve();
    }),
  );
  const shares = new Set<string>();
  let afterDeath = 0;
  while (code === undefined) {
    const page = await seen(said);
    const [share] = /"people":60,"confirmed":\d+/.exec(page) ?? [];
    if (share !== undefined) shares.add(share);
    if (share !== undefined && said.includes("SIGKILL")) afterDeath += 1;
    await Promise.race([ended, pause(250)]);
  }
  expect(code, said).toBe(0);
  expect(shares.size).toBeGreaterThan(1);
  expect(afterDeath).toBeGreaterThan(0);
}, 120_000);
