import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { openStack } from "../support/stack.ts";
import { consoleBehindProxy } from "./console-behind-proxy.ts";
import { consoleOf } from "./mounted-console.ts";

const AT = "http://127.0.0.1:8077";
const PAUSE = { campaign: 1, reviewInMs: 60_000, actor: "somebody", reason: "a wrong text" };

function order(url: string, headers: Record<string, string>): Request {
  return new Request(url, {
    method: "POST",
    headers: {
      host: new URL(url).host,
      "content-type": "application/json",
      "x-relance-console": "1",
      "sec-fetch-site": "same-origin",
      ...headers,
    },
    body: JSON.stringify(PAUSE),
  });
}

describe("the code of docs/console.md", () => {
  it.each(["mounted-console.ts", "console-behind-proxy.ts"])("shows %s on the page as it runs here", (file) => {
    const page = readFileSync(new URL("../../../docs/console.md", import.meta.url), "utf8");
    const code = readFileSync(new URL(file, import.meta.url), "utf8");
    expect(page).toContain(`\`\`\`ts\n${code}\`\`\``);
  });

  it("admits visitors whom the application knows, and records commands in their names", async () => {
    await using stack = await openStack({ works: false });
    await stack.start([{ id: "p0", mobile: "+33639980000", mail: "p0@example.org" }]);
    const desk = consoleOf(stack.gateway);
    const open = (cookie: string) => desk.handle(new Request(`${AT}/console/`, { headers: { cookie } }));
    expect((await open("")).status).toBe(401);
    expect((await open("session=bob")).status).toBe(200);
    const pause = (cookie: string) => desk.handle(order(`${AT}/console/controls/pause`, { cookie, origin: AT }));
    expect((await pause("session=bob")).status).toBe(403);
    expect((await pause("session=ada")).status).toBe(200);
    const said = (await stack.events()).filter(({ type }) => type === "campaign.held");
    expect(said.map(({ by }) => by)).toEqual(["Ada: a wrong text"]);
    desk.close();
  });

  it("accepts commands only from the configured origin", async () => {
    await using stack = await openStack({ works: false });
    await stack.start([{ id: "p0", mobile: "+33639980000", mail: "p0@example.org" }]);
    const authorize = () => ({ actor: "Ada", role: "operator" }) as const;
    const desk = consoleBehindProxy({ gateway: stack.gateway, authorize });
    const pause = async (origin: string) => (await desk.handle(order(`${AT}/controls/pause`, { origin }))).status;
    expect(await pause(AT)).toBe(403);
    expect(await pause("https://relance.example.org")).toBe(200);
    desk.close();
  });
});
