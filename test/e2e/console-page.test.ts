import type { Browser } from "playwright-core";
import { partsOf } from "relance/parts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flaws } from "../../packages/webhooks/test/support/flaws.ts";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { openConsole, sign } from "./support/console-browser.ts";
import { openWatched, PEOPLE, type Watched } from "./support/watched.ts";

const LOSS = { campaign: 1, kind: "loss", provider: "sms.main", destination: "", actor: "plugin:watch" } as const;

async function forbid({ stack }: Watched, n: number): Promise<void> {
  const { mobile, mail } = PEOPLE[n] ?? {};
  await stack.gateway.suppressions.add([
    { channel: "sms", address: mobile ?? "" },
    { channel: "email", address: mail ?? "" },
  ]);
}

if (whyNoChromium !== undefined) console.warn(`skipped: the console in a browser: ${whyNoChromium}`);

describe.skipIf(whyNoChromium !== undefined)("the console in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  const opened = (here: Watched, options?: Parameters<Browser["newContext"]>[0]) => openConsole(browser, here, options);

  it("shows changing numbers, a new incident with its commands, and its end", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await opened(here);
    const { gateway } = here.stack;
    expect(page.url()).toBe(here.url);
    await page.getByRole("link", { name: "stack" }).click();
    await page.getByRole("heading", { level: 1, name: "stack running" }).waitFor();
    await page.getByText("8 of 8").or(page.getByText("100% of 8 with a receipt")).first().waitFor();
    await gateway.acknowledge(PEOPLE.slice(0, 3).map(({ id }) => ({ key: id, on: "came" })));
    await page.getByRole("img", { name: "stack: 3 of 8 confirmed" }).waitFor();
    await page.getByRole("img", { name: "3 of 8 recipients confirmed, over time" }).waitFor();
    await partsOf(gateway).store.incident({ ...LOSS, change: "open", fact: "a quarter is lost <b>" });
    await page.getByRole("heading", { name: "open #1 · messages are lost · sms.main" }).waitFor();
    expect(await page.getByText("a quarter is lost <b>").count()).toBe(1);
    expect(await page.getByText("relance pause stack --provider sms.main").count()).toBe(1);
    expect(await page.getByRole("status").first().textContent()).toContain("#1 messages are lost");
    await partsOf(gateway).store.incident({ ...LOSS, change: "end", fact: "it answers again" });
    await page.getByRole("heading", { name: "ended #1 · messages are lost" }).waitFor();
    await page.getByText("8 recipients = 5 in flight + 3 confirmed").waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("finds a recipient, and reveals the address after an operator has entered a name", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await opened(here);
    await page.goto(`${here.url}#/campaign/1/people`);
    await page.getByLabel("Key, phone number").fill("+33639980003");
    await page.getByRole("button", { name: "Find" }).click();
    const story = page.getByRole("article", { name: "p3 in flight" });
    await story.getByText("delivered").first().waitFor();
    expect(await story.textContent()).toContain("+33•••03");
    expect(page.url()).not.toContain("33639980003");
    await page.getByRole("button", { name: "Reveal" }).click();
    await sign(page, "Reveal");
    await story.getByText("+33639980003").first().waitFor();
    const shown = story.getByRole("listitem").filter({ hasText: "personal data revealed" });
    await shown.getByText("personal data revealed · Step 1 · Ada: ").waitFor();
    await forbid(here, 5);
    await page.getByRole("link", { name: "Unreached" }).click();
    await page.getByRole("row", { name: /^p5 opted out does not want messages/ }).waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("pauses and resumes, after showing the effect in numbers", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await opened(here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByRole("group", { name: "Controls" }).getByRole("button", { name: "Pause" }).click();
    await page.getByRole("dialog").getByText("Waiting recipients (0) get no message").waitFor();
    await page.getByRole("dialog").getByText("recipients in flight (8) get no further one").waitFor();
    expect(await flaws(page)).toEqual([]);
    await page.getByRole("button", { name: "Do nothing" }).click();
    expect(await page.getByRole("dialog").count()).toBe(0);
    await page.getByRole("group", { name: "Controls" }).getByRole("button", { name: "Pause" }).click();
    await sign(page, "Pause: stack");
    await page.getByRole("heading", { level: 1, name: "stack paused" }).waitFor();
    await page.getByRole("row", { name: /sms\.main paused an operator \(Ada\)/ }).waitFor();
    await page.getByRole("group", { name: "Controls" }).getByRole("button", { name: "Resume" }).click();
    await sign(page, "Resume: stack");
    await page.getByRole("heading", { level: 1, name: "stack running" }).waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("opens, traps the focus of and closes a dialog with the keyboard alone, and hides the controls after the end", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await opened(here);
    await page.goto(`${here.url}#/campaign/1`);
    const controls = page.getByRole("group", { name: "Controls" });
    const pause = controls.getByRole("button", { name: "Pause" });
    await pause.waitFor();
    const isFocused = (on: typeof pause) => on.evaluate((one) => one === document.activeElement);
    for (let tabs = 0; !(await isFocused(pause)); tabs += 1) {
      expect(tabs, "Tab leads to Pause").toBeLessThan(40);
      await page.keyboard.press("Tab");
    }
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.waitFor();
    const seen = new Set<string>();
    for (let tabs = 0; tabs < 12; tabs += 1) {
      await page.keyboard.press("Tab");
      // when Tab leaves the page, the browser's own buttons get the focus, and `activeElement` is the body
      const at = await page.evaluate(() => {
        const { activeElement: one } = document;
        if (one === document.body) return "body";
        return one?.closest("dialog") === null ? "behind" : (one?.getAttribute("name") ?? one?.textContent);
      });
      seen.add(at ?? "");
    }
    expect([...seen]).toEqual(expect.arrayContaining(["actor", "reason", "Do nothing", "Pause: stack"]));
    expect(seen).not.toContain("behind");
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
    expect(await isFocused(pause)).toBe(true);
    const campaign = await here.stack.gateway.campaigns.get("stack");
    await campaign.cancel({ actor: "Ada", reason: "over" });
    await controls.waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: "Pause: sms.main" }).count()).toBe(0);
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("is in French for readers who choose it, and remembers the choice", async () => {
    await using here = await openWatched();
    const { context, page } = await opened(here, { locale: "fr-FR" });
    await page.getByRole("heading", { level: 1, name: "Campagnes" }).waitFor();
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByText("Le compte est juste").waitFor();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("The ledger holds").waitFor();
    await page.reload();
    await page.getByText("The ledger holds").waitFor();
    await context.close();
  });

  it("shows providers and received reports", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await opened(here, { timezoneId: "Asia/Tokyo" });
    await page.getByRole("link", { name: "Providers" }).click();
    await page.getByRole("heading", { name: "sms.main open" }).waitFor();
    await page.getByText("100% of 8 with a receipt").waitFor();
    await page.getByRole("link", { name: "Webhooks" }).click();
    const row = page.getByRole("row", { name: /^sms\.main \d+ \w+,? \d\d:\d\d \(\d\d:\d\d UTC\) receiving$/ });
    const [, own = "", utc = ""] = /(\d\d:\d\d) \((\d\d:\d\d) UTC/.exec((await row.textContent()) ?? "") ?? [];
    const minutes = (time: string) => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
    expect((minutes(own) - minutes(utc) + 1_440) % 1_440).toBe(540);
    await page.getByText("other times in yours (Asia/Tokyo)").waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("states since when nothing was sent, and that its counts are older than the ledger", async () => {
    await using here = await openWatched();
    const { store } = partsOf(here.stack.gateway);
    const { context, page, trouble } = await opened(here);
    await page.goto(`${here.url}#/campaign/1`);
    const rate = page.locator("dl.facts > div").filter({ hasText: "Rate" });
    await rate.getByText("8 a minute").waitFor();
    await page.getByRole("region", { name: "Step 1" }).getByText("8", { exact: true }).first().waitFor();
    expect(await page.getByText("Counted up to").count()).toBe(0);
    const { events } = store;
    store.events = () => Promise.reject(new Error("it cannot be read at the moment"));
    here.stack.clock.advance(5 * 60_000);
    await rate.getByText(/^none since \d+ \w+,? \d\d:\d\d UTC$/).waitFor();
    await page
      .getByText(/^Counted up to \d\d:\d\d:\d\d UTC; the ledger is newer\.$/)
      .first()
      .waitFor();
    store.events = events;
    await page.getByText("Counted up to").first().waitFor({ state: "detached" });
    here.stack.clock.advance(15 * 60_000);
    await rate.getByText("none recently").waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("states how many messages a chart covers, from when, and until when receipts are expected, also after the end", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await opened(here);
    await page.goto(`${here.url}#/campaign/1`);
    const chart = page.getByRole("figure").filter({ hasText: "sms.main" }).first();
    const window = String.raw`8 messages, accepted within (?:\d+ s|1 min) from \d+ \w+,? \d\d:\d\d UTC\.`;
    const until = String.raw`Receipts: 8; \d+ to \d+ expected by (\d+ \w+,? \d\d:\d\d) UTC\.`;
    const said = chart.getByText(new RegExp(`^${window} ${until}$`));
    await said.waitFor();
    expect(await chart.getByRole("img").getAttribute("aria-label")).toContain("8 messages, accepted within");
    await here.stack.gateway.acknowledge(PEOPLE.map(({ id }) => ({ key: id, on: "came" })));
    const closedAt = here.stack.clock.now();
    here.stack.clock.advance(24 * 3_600_000);
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "stack closed" }).waitFor();
    await said.waitFor();
    const [, by = ""] = new RegExp(until).exec((await said.textContent()) ?? "") ?? [];
    const day = (at: number) =>
      new Date(at).toLocaleString("en-GB", { timeZone: "UTC", day: "numeric", month: "short" });
    expect([day(closedAt), day(closedAt + 6 * 60_000)]).toContain(by.replace(/,? \d\d:\d\d$/, ""));
    expect(trouble).toEqual([]);
    await context.close();
  });

  it.each(["light", "dark"] as const)("has no accessibility flaw, %s, and fits a phone", async (colorScheme) => {
    await using here = await openWatched();
    const { store } = partsOf(here.stack.gateway);
    await store.incident({ ...LOSS, change: "open", fact: "a quarter is lost" });
    const viewport = { width: 360, height: 740 };
    const { context, page } = await opened(here, { colorScheme, viewport, bypassCSP: true });
    for (const place of [
      "",
      "#/campaign/1",
      "#/campaign/1/unreached",
      "#/campaign/1/people/p3",
      "#/providers",
      "#/webhooks",
    ]) {
      await page.goto(`${here.url}${place}`);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await page.getByText("sms.main").or(page.getByText("stack")).first().waitFor();
      expect(await flaws(page), place).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth), place).toBe(viewport.width);
    }
    await context.close();
  });

  it("fits a phone: nothing is clipped, and all controls are within reach", async () => {
    await using here = await openWatched();
    const { context, page } = await opened(here, {
      bypassCSP: true,
      viewport: { width: 390, height: 844 },
    });
    const campaign = await here.stack.gateway.campaigns.get("stack");
    const reason = "a wrong text";
    await campaign.pause({
      provider: "sms.main",
      actor: "Bob",
      reason,
      reviewAt: new Date(Date.now() + 60_000),
    });
    await forbid(here, 5);
    for (const [place, shown] of [
      ["", page.getByRole("link", { name: "stack" })],
      ["#/campaign/1", page.getByRole("button", { name: "Resume: sms.main" })],
      ["#/campaign/1/unreached", page.getByRole("row", { name: /p5/ })],
      ["#/campaign/1/people/p3", page.getByRole("article", { name: "p3 in flight" })],
      ["#/providers", page.getByText("sms.second").first()],
      ["#/webhooks", page.getByText("receiving").first()],
    ] as const) {
      await page.goto(`${here.url}${place}`);
      await shown.waitFor();
      const cut = await page.evaluate(() => {
        const edge = document.documentElement.clientWidth;
        const all = [document.documentElement, ...document.querySelectorAll("button, td, th, a, input")];
        const isCut = (one: Element) => one.getBoundingClientRect().right > edge + 1;
        return all.filter((one) => isCut(one) && one.closest("details") === null).map((one) => one.outerHTML);
      });
      expect(cut, place).toEqual([]);
      expect(await flaws(page), place).toEqual([]);
    }
    await context.close();
  });

  it("reports that a campaign does not exist", async () => {
    await using here = await openWatched({}, { works: false });
    const { context, page } = await opened(here);
    await page.goto(`${here.url}#/campaign/99999`);
    await page.getByText("There is no such campaign.").waitFor();
    await context.close();
  });

  it("reports that access has ended, or that a proxy forbids it, and not a missing campaign", async () => {
    let isIn = true;
    await using here = await openWatched(
      { token: undefined, viewerToken: undefined, authorize: () => isIn && { role: "viewer" } },
      { works: false },
    );
    const { context, page } = await opened(here);
    await page.goto(here.url);
    await page.getByRole("link", { name: "stack" }).waitFor();
    isIn = false;
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByText("Your session has ended").first().waitFor();
    isIn = true;
    await page.route(/live\?/, (route) => route.fulfill({ status: 403, body: "" }));
    await page.goto(`${here.url}#/providers`);
    await page.getByText("Your role has no access to this page.").first().waitFor();
    await page.unroute(/live\?/);
    // a proxy that fails twice with 502; the page must retry
    let failures = 0;
    await page.route(/live\?/, (route) =>
      failures++ < 2 ? route.fulfill({ status: 502, body: "" }) : route.continue(),
    );
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByRole("heading", { level: 1, name: "stack running" }).waitFor();
    expect(failures).toBeGreaterThan(2);
    await context.close();
  });

  it("reports that the server no longer answers", async () => {
    const here = await openWatched();
    const { context, page } = await opened(here);
    await page.getByRole("link", { name: "stack" }).waitFor();
    await here[Symbol.asyncDispose]();
    await page.getByRole("alert").waitFor();
    await context.close();
  });
});
