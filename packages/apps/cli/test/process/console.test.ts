import { describe, expect, it } from "vitest";
import { spawned } from "../support/spawned.ts";
import { started } from "../support/started.ts";
import { waitFor } from "../support/wait-for.ts";

const OWN = "a-token-of-our-own";

async function firstEvent({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let told = "";
  for await (const chunk of body ?? []) {
    told += decoder.decode(chunk, { stream: true });
    if (told.includes("event: ") && told.endsWith("\n\n")) break;
  }
  return told;
}

describe("relance console", () => {
  it("prints a URL that opens it, with its own or a given token, until it is stopped", async () => {
    await using made = await started();
    for (const env of [{}, { RELANCE_CONSOLE_TOKEN: OWN }]) {
      const running = spawned(["console", "--port", "0"], made.folder, env);
      await waitFor("its address", () => running.stdout().includes("\n"));
      const url = running.stdout().trim();
      expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{18,}$/);
      expect(url.endsWith(OWN)).toBe("RELANCE_CONSOLE_TOKEN" in env);
      const { origin } = new URL(url);
      expect((await fetch(origin)).status).toBe(401);
      const opened = await fetch(url, { redirect: "manual" });
      const cookie = opened.headers.get("set-cookie")?.split(";")[0] ?? "";
      const page = await fetch(origin, { headers: { cookie } });
      expect(await page.text()).toContain("console.js");
      const live = await fetch(`${origin}/live?view=campaigns`, { headers: { cookie } });
      expect(await firstEvent(live)).toContain('"name":"hello"');
      const report = await fetch(`${origin}/report/1`, { headers: { cookie } });
      expect(await report.text()).toContain("Confirmed: 0 of 3");
      expect((await fetch(`${origin}/report/7`, { headers: { cookie } })).status).toBe(404);
      running.kill("SIGTERM");
      expect(await running.done).toMatchObject({ code: 0, signal: null });
    }
  });

  it("refuses a guessable token", async () => {
    await using made = await started();
    const { code, stderr } = await spawned(["console"], made.folder, { RELANCE_CONSOLE_TOKEN: "short" }).done;
    expect(code).toBe(2);
    expect(stderr).toContain("RELANCE_CONSOLE_TOKEN");
  });

  it("reports a --host that cannot be resolved, and exits with 2", async () => {
    await using made = await started();
    const { code, stderr } = await spawned(["console", "--host", "desk.invalid"], made.folder).done;
    expect(code).toBe(2);
    expect(stderr).toContain("desk.invalid:8078: ");
    expect(stderr).toContain("no address has this name; write an address of this machine with --host");
  });
});
