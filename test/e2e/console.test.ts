import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createConsole } from "../../packages/cli/src/console/console-server.ts";
import { reportHtml } from "../../packages/cli/src/report/report-html.ts";
import { flaws } from "../../packages/webhooks/test/support/flaws.ts";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { openStack, type Stack } from "./support/stack.ts";
import { waitFor } from "./support/wait-for.ts";

const TOKEN = "a-token-for-these-tests";
const PEOPLE = Array.from({ length: 8 }, (_, n) => ({ id: `p${n}`, mobile: `+3363998000${n}` }));
const LOSS = { campaign: 1, kind: "loss", provider: "sms.main", part: "", actor: "watch" } as const;

interface Watched extends AsyncDisposable {
  readonly stack: Stack;
  readonly url: string;
  looks(): number;
}

/** A campaign under way, and a console that looks at it. */
async function watched(): Promise<Watched> {
  const stack = await openStack();
  const { gateway } = stack;
  const { server, feed } = createConsole({
    token: TOKEN,
    store: gateway.internals.store,
    ledgers: () => gateway.campaigns.list(),
    hasReceipts: () => true,
    report: async () => reportHtml(await (await gateway.campaigns.get("stack")).report(), "en"),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  await stack.start(PEOPLE);
  await stack.happened("attempt.delivered", "p7");
  return {
    stack,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    looks: () => feed.looks,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await stack[Symbol.asyncDispose]();
    },
  };
}

/** The cookie that the token is changed for. */
async function cookieOf(url: string): Promise<string> {
  const response = await fetch(`${url}/?token=${TOKEN}`, { redirect: "manual" });
  expect(response.status).toBe(303);
  return response.headers.get("set-cookie")?.split(";")[0] ?? "";
}

describe("the console", () => {
  it("shows nothing to whoever has no token, and changes nothing for anybody", async () => {
    await using here = await watched();
    for (const path of ["/", "/live", "/report/1", "/?token=wrong-token-of-nobody"]) {
      const response = await fetch(`${here.url}${path}`);
      expect(response.status, path).toBe(401);
      expect(await response.text()).not.toContain("stack");
    }
    const cookie = await cookieOf(here.url);
    expect((await fetch(here.url, { headers: { cookie } })).status).toBe(200);
    expect((await fetch(here.url, { headers: { cookie: "relance_console=x" } })).status).toBe(401);
    expect((await fetch(here.url, { method: "POST", headers: { cookie } })).status).toBe(405);
  });

  it("looks once for ten who watch, and not at all when they have left", async () => {
    await using here = await watched();
    const cookie = await cookieOf(here.url);
    const leaving = new AbortController();
    const { signal } = leaving;
    const all = await Promise.all(
      Array.from({ length: 10 }, () => fetch(`${here.url}/live`, { headers: { cookie }, signal })),
    );
    const first = await Promise.all(all.map(async ({ body }) => (await body?.getReader().read())?.value));
    expect(first.every((chunk) => Buffer.from(chunk ?? []).includes("campaign-1"))).toBe(true);
    await waitFor("three looks", () => here.looks() >= 3);
    leaving.abort();
    const since = performance.now();
    const before = here.looks();
    await waitFor("two seconds", () => performance.now() - since > 2_000);
    expect(here.looks() - before).toBeLessThanOrEqual(1);
  });
});

describe.skipIf(whyNoChromium !== undefined)("the console in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  async function opened(here: Watched, options: Parameters<Browser["newContext"]>[0] = {}) {
    const context: BrowserContext = await browser.newContext(options);
    const page: Page = await context.newPage();
    const trouble: string[] = [];
    page.on("console", (said) => trouble.push(said.text()));
    page.on("request", (request) => {
      if (!request.url().startsWith(here.url)) trouble.push(request.url());
    });
    await page.goto(`${here.url}/?token=${TOKEN}`);
    return { context, page, trouble };
  }

  it("lets one see the numbers move, an incident come with its commands, and go", async () => {
    await using here = await watched();
    const { context, page, trouble } = await opened(here);
    const { gateway } = here.stack;
    expect(page.url()).toBe(`${here.url}/`); // the token is not left in the address
    await page.getByText("8 answered").or(page.getByText("100 % of 8 answered")).waitFor();
    await gateway.acknowledge(PEOPLE.slice(0, 3).map(({ id }) => ({ key: id, on: "came" })));
    await page.getByRole("img", { name: "stack: 3 of 8 confirmed" }).waitFor();
    await gateway.internals.store.incident({ ...LOSS, change: "open", fact: "a quarter is lost <b>" });
    await page.getByRole("heading", { name: "#1 open · loss · sms.main · stack" }).waitFor();
    expect(await page.getByText("a quarter is lost <b>").count()).toBe(1);
    expect(await page.getByText("relance pause stack --provider sms.main").count()).toBe(1);
    expect(await page.getByRole("status").textContent()).toContain("#1 open · loss");
    await gateway.internals.store.incident({ ...LOSS, change: "end", fact: "it answers again" });
    await page.getByRole("heading", { name: "#1 open" }).waitFor({ state: "detached" });
    await page.getByRole("link", { name: "the whole story so far" }).click();
    await page.getByText("3 of 8 people have confirmed (37.5%)").waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });

  it.each(["light", "dark"] as const)(
    "has no flaw of accessibility, %s, and fits a phone",
    async (colorScheme) => {
      await using here = await watched();
      await here.stack.gateway.internals.store.incident({
        ...LOSS,
        change: "open",
        fact: "a quarter is lost",
      });
      const viewport = { width: 360, height: 740 };
      const { context, page } = await opened(here, { colorScheme, viewport, bypassCSP: true });
      await page.getByRole("heading", { name: "#1 open" }).waitFor();
      expect(await flaws(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
      await context.close();
    },
  );

  it("says when it is not heard from any more", async () => {
    const here = await watched();
    const { context, page } = await opened(here);
    await page.getByText("of 8 answered").waitFor();
    await here[Symbol.asyncDispose]();
    await page.getByRole("alert").waitFor();
    await context.close();
  });
});
