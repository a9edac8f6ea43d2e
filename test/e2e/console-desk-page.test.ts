import type { Browser } from "playwright-core";
import { partsOf } from "relance/parts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flaws } from "../../packages/webhooks/test/support/flaws.ts";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { openConsole, sign } from "./support/console-browser.ts";
import { cookieOf, openWatched, PEOPLE, TOKEN, VIEWER_TOKEN, type Watched } from "./support/watched.ts";

if (whyNoChromium !== undefined) console.warn(`skipped: the desk in a browser: ${whyNoChromium}`);

const SIGNED = { actor: "Ada", reason: "somebody called" };

async function asked(here: Watched, token: string, place: string, body: object): Promise<Response> {
  return fetch(`${here.url}${place}`, {
    method: "POST",
    headers: {
      cookie: await cookieOf(here.url, token),
      "content-type": "application/json",
      "x-relance-console": "1",
    },
    body: JSON.stringify({ campaign: 1, ...body }),
  });
}

async function messagesOf(here: Watched, key: string) {
  const response = await asked(here, TOKEN, "people/reveal", { keys: [key], ...SIGNED });
  const { people } = (await response.json()) as {
    people: { messages: { content?: { text: string }; isProven: boolean; why?: string }[] }[];
  };
  return people[0]?.messages ?? [];
}

function sentTo({ stack }: Watched, mobile: string): string {
  const message = [...stack.outside.twilio.messages()].find(({ to }) => to === mobile);
  if (message === undefined) throw new Error(`nothing was sent to ${mobile}`);
  return message.body.replace(/\/a\/[\w-]+/, "/a/•••");
}

async function forbid({ stack }: Watched, ...places: readonly number[]): Promise<void> {
  const contacts = places.flatMap((n) => [
    { channel: "sms", address: PEOPLE[n]?.mobile ?? "" } as const,
    { channel: "email", address: PEOPLE[n]?.mail ?? "" } as const,
  ]);
  await stack.gateway.suppressions.add(contacts);
}

describe("the messages to one recipient", () => {
  it("are shown word for word to operators only, after the access is recorded", async () => {
    await using here = await openWatched();
    const read = await (await asked(here, VIEWER_TOKEN, "people/read", { key: "p3" })).text();
    expect(read).not.toContain("Please confirm");
    expect((await asked(here, VIEWER_TOKEN, "people/reveal", { keys: ["p3"], ...SIGNED })).status).toBe(403);
    const [message, ...others] = await messagesOf(here, "p3");
    expect(others).toEqual([]);
    expect(message).toMatchObject({ step: 1, provider: "sms.main", channel: "sms", isProven: true });
    expect(message?.content?.text).toBe(sentTo(here, "+33639980003"));
    const [event] = (await here.stack.events()).filter(({ type }) => type === "enrollment.revealed");
    expect(event).toMatchObject({ key: "p3", by: "Ada: somebody called" });
  });

  it("are not shown after their erasure, with the reason", async () => {
    await using here = await openWatched();
    await here.stack.gateway.erase(["p4"], SIGNED);
    const campaign = await here.stack.gateway.campaigns.get("stack");
    const keys: string[] = [];
    for await (const { key } of campaign.recipients()) if (key.startsWith("forgotten:")) keys.push(key);
    expect(await messagesOf(here, keys[0] ?? "")).toMatchObject([{ isProven: false, why: "erased" }]);
  });

  it("are rendered again without a proof if nothing is sealed", async () => {
    await using here = await openWatched({}, { madeOf: (config) => ({ ...config, evidence: false }) });
    const [message] = await messagesOf(here, "p3");
    expect(message).toMatchObject({ isProven: false });
    expect(message?.content?.text).toBe(sentTo(here, "+33639980003"));
  });
});

describe("the list of unreached recipients as a file", () => {
  it("has the columns of the command line, for one cause or all, and is recorded in the campaign's history first", async () => {
    await using here = await openWatched();
    await forbid(here, 5);
    await here.stack.gateway.acknowledge([{ key: "p6", on: "came", answer: "help" }]);
    await here.stack.happened("enrollment.exhausted", "p6");
    expect((await asked(here, VIEWER_TOKEN, "people/export", SIGNED)).status).toBe(403);
    expect((await here.stack.events()).filter(({ type }) => type === "enrollment.revealed")).toEqual([]);
    const all = await asked(here, TOKEN, "people/export", SIGNED);
    expect(all.headers.get("content-type")).toContain("text/csv");
    const lines = (await all.text()).trimEnd().split("\r\n");
    expect(lines[0]).toMatch(/^key,state,cause,step,deadline,sms,email,push,app,barred,/);
    expect(lines.slice(1).map((line) => line.split(",")[0])).toEqual(["p6", "p5"]);
    expect(lines[1]).toContain("+33639980006");
    const some = await (await asked(here, TOKEN, "people/export", { cause: "help", ...SIGNED })).text();
    expect(some.trimEnd().split("\r\n").slice(1)).toEqual([lines[1]]);
    const written = (await here.stack.events()).filter(({ type }) => type === "enrollment.revealed");
    expect(written.map(({ by }) => by)).toEqual(["Ada: somebody called", "Ada: somebody called"]);
  });
});

describe.skipIf(whyNoChromium !== undefined)("the operator's pages in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it("judge replies that may be a STOP with one key each", async () => {
    await using here = await openWatched();
    const { port } = partsOf(here.stack.gateway).engine;
    for (const place of [1, 2]) {
      const reply = { type: "reply", from: PEOPLE[place]?.mobile ?? "", text: "how do I stop these?" } as const;
      await port.record("sms.main", [reply], new Uint8Array());
    }
    const { context, page, trouble } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByRole("link", { name: "Possible STOPs" }).click();
    await page.getByRole("button", { name: "Reveal 2 recipients" }).click();
    await sign(page, "Reveal 2 recipients");
    await page.getByText("how do I stop these?").nth(1).waitFor();
    await page.keyboard.press("s");
    await page.getByText("how do I stop these?").nth(1).waitFor({ state: "detached" });
    await page.keyboard.press("n");
    await page.getByText("No reply awaits a decision.").waitFor();
    const { rows } = await partsOf(here.stack.gateway).store.suppressions({ limit: 10 });
    expect(rows).toMatchObject([{ address: PEOPLE[1]?.mobile, reason: "opted-out", actor: "Ada" }]);
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("filter unreached recipients by cause, download them as a file, and record a confirmation by phone", async () => {
    await using here = await openWatched();
    await forbid(here, 4, 5);
    await here.stack.gateway.acknowledge([{ key: "p6", on: "came", answer: "help" }]);
    const { context, page, trouble } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByRole("link", { name: "3", exact: true }).click();
    const causes = page.getByRole("navigation", { name: "Unreached, by cause" });
    await causes.getByRole("link", { name: "3 unreached" }).waitFor();
    expect(await causes.getByRole("link").allTextContents()).toEqual([
      "3 unreached",
      "1 asks for help: call",
      "2 does not want messages",
    ]);
    const rows = page.getByRole("row", { name: /^p\d / });
    await rows.first().waitFor();
    const found = (await rows.allTextContents()).map((row) => row.slice(0, 2));
    expect(found.sort()).toEqual(["p4", "p5", "p6"]);
    await causes.getByRole("link", { name: "1 asks for help: call" }).click();
    await page.getByRole("row", { name: /^p6 / }).waitFor();
    await page.getByRole("row", { name: /^p5 / }).waitFor({ state: "detached" });
    expect(await flaws(page)).toEqual([]);
    await page.getByRole("button", { name: "Download as CSV" }).click();
    const saved = page.waitForEvent("download");
    await sign(page, "Download as CSV");
    const file = await saved;
    expect(file.suggestedFilename()).toBe("stack-unreached.csv");
    await page.getByRole("button", { name: "Confirmed by phone: p6" }).click();
    await page.getByRole("dialog").getByText("p6 has confirmed to you").waitFor();
    await sign(page, "Confirmed by phone: p6");
    await page.getByRole("row", { name: /^p6 / }).waitFor({ state: "detached" });
    await page.goto(`${here.url}#/campaign/1/people/p6`);
    const story = page.getByRole("article", { name: "p6 confirmed" });
    await story.getByText("Ada: somebody called").first().waitFor();
    expect(await page.getByRole("button", { name: "Confirmed by phone: p6" }).count()).toBe(0);
    const ledger = await (await here.stack.gateway.campaigns.get("stack")).ledger();
    expect(ledger).toMatchObject({ states: { acknowledged: 1 }, holds: true });
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("list a campaign with a problem before all others, and name the problem", async () => {
    await using here = await openWatched();
    await here.stack.start(PEOPLE.slice(0, 1), { name: "younger" });
    const { store } = partsOf(here.stack.gateway);
    const about = {
      campaign: 1,
      kind: "loss",
      provider: "sms.main",
      destination: "+3363",
      actor: "plugin:watch",
    } as const;
    await store.incident({ ...about, change: "open", fact: "a quarter is lost" });
    const { context, page } = await openConsole(browser, here, { bypassCSP: true });
    const trouble = page.getByRole("article", { name: /^stack/ }).getByText("messages are lost · sms.main to +3363");
    await trouble.waitFor();
    expect(await page.getByRole("article").getByRole("link").first().textContent()).toBe("stack");
    expect(await flaws(page)).toEqual([]);
    await context.close();
  });

  it("mark an ended campaign with unreached recipients, but not one that reached every recipient", async () => {
    await using here = await openWatched();
    const [person = { id: "", mobile: "", mail: "" }] = PEOPLE;
    await here.stack.start([person], { name: "younger" });
    await here.stack.happened("attempt.delivered", person.id);
    await here.stack.gateway.acknowledge(
      PEOPLE.map(({ id }) => ({ key: id, on: "came", answer: id === "p6" ? "help" : "done" })),
    );
    const { context, page } = await openConsole(browser, here, { bypassCSP: true });
    const left = page.getByRole("article", { name: /^stack/ });
    await left.getByText("closed").waitFor();
    await left.getByText("1 unreached: call").waitFor();
    expect(await left.getAttribute("class")).toBe("card bad");
    expect(await page.getByRole("article", { name: /^younger/ }).getAttribute("class")).toBe("card ");
    expect(await flaws(page)).toEqual([]);
    await left.getByRole("link", { name: "1 unreached: call" }).click();
    await page.getByText("Recipients who benefit most from a call come first.").waitFor();
    await page.getByRole("row", { name: /^p6 / }).waitFor();
    await context.close();
  });

  it("list ended campaigns after running ones, those with the most unreached recipients first", async () => {
    await using here = await openWatched();
    const row = (id: string, n: number) => ({ id, mobile: `+3363998010${n}`, mail: `${id}@example.org` });
    await here.stack.start([row("r1", 1)], { name: "goes-on" });
    await here.stack.start([row("q1", 2)], { name: "one-left" });
    await here.stack.happened("attempt.delivered", "q1");
    const helped = ["p5", "p6", "q1"];
    await here.stack.gateway.acknowledge(
      [...PEOPLE.map(({ id }) => id), "q1"].map((key) => {
        return { key, on: "came", answer: helped.includes(key) ? "help" : "done" };
      }),
    );
    const { context, page } = await openConsole(browser, here);
    await page
      .getByRole("article", { name: /^stack/ })
      .getByText("2 unreached: call")
      .waitFor();
    await page
      .getByRole("article", { name: /^one-left/ })
      .getByText("1 unreached: call")
      .waitFor();
    const names = await page.getByRole("article").getByRole("heading").locator("a:first-child").allTextContents();
    expect(names).toEqual(["goes-on", "stack", "one-left"]);
    await context.close();
  });

  it("show the messages to one recipient after they were revealed", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1/people/p3`);
    await page.getByRole("heading", { name: "Messages sent to them" }).waitFor();
    expect(await page.content()).not.toContain("Please confirm");
    await page.getByRole("button", { name: "Reveal" }).click();
    await sign(page, "Reveal");
    await page.getByRole("blockquote").getByText(sentTo(here, "+33639980003")).waitFor();
    await page.getByText("As it was sent: it matches the seal.").waitFor();
    expect(await flaws(page)).toEqual([]);
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("show an incident to a French reader as the watch and an operator wrote it", async () => {
    await using here = await openWatched();
    const { store } = partsOf(here.stack.gateway);
    await store.incident({
      campaign: 1,
      kind: "loss",
      provider: "sms.main",
      destination: "+3363",
      actor: "plugin:watch",
      change: "open",
      fact: "sms.main to +3363 loses about 26 % of its messages",
      action: "sms.main is paused; its waiting recipients use sms.second",
    });
    const campaign = await here.stack.gateway.campaigns.get("stack");
    const reviewAt = new Date(Date.now() + 60_000);
    await campaign.pause({ provider: "sms.main", actor: "Ada", reason: "I call the carrier", reviewAt });
    const { context, page } = await openConsole(browser, here, { locale: "fr-FR" });
    await page.goto(`${here.url}#/campaign/1`);
    const card = page.getByRole("article", { name: /des messages se perdent/ });
    await card.locator('[lang="en"]').getByText("sms.main to +3363 loses about 26 % of its messages").waitFor();
    await card.getByText("→ sms.main is paused; its waiting recipients use sms.second").waitFor();
    await card.getByText("I call the carrier").waitFor();
    await context.close();
  });
});
