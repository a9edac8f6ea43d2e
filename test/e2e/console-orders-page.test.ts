import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { flaws } from "../../packages/webhooks/test/support/flaws.ts";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { openConsole, press, sign } from "./support/console-browser.ts";
import { openWatched, PEOPLE } from "./support/watched.ts";

const DAY_MS = 24 * 60 * 60_000;

if (whyNoChromium !== undefined) console.warn(`skipped: orders in a browser: ${whyNoChromium}`);

async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.waitFor();
  for (let tabs = 0; !(await target.evaluate((one) => one === document.activeElement)); tabs += 1) {
    expect(tabs, "Tab leads there").toBeLessThan(60);
    await page.keyboard.press("Tab");
  }
}

describe.skipIf(whyNoChromium !== undefined)("operators' commands in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it("extend all deadlines, by the campaign's clock, with the keyboard alone", async () => {
    await using here = await openWatched();
    const paris = await here.stack.start(PEOPLE, { name: "paris", timezone: "Europe/Paris" });
    // the time zone of the operator's computer must not change the deadline
    const { context, page, trouble } = await openConsole(browser, here, {
      bypassCSP: true,
      timezoneId: "Pacific/Auckland",
    });
    await page.goto(`${here.url}#/campaign/${paris.id}`);
    const extend = page.getByRole("button", { name: "Extend the deadline", exact: true });
    await tabTo(page, extend);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Recipients in flight or waiting (8) have until then").waitFor();
    expect(await flaws(page)).toEqual([]);
    const year = new Date().getUTCFullYear() + 1;
    await dialog.getByLabel("New deadline (Europe/Paris)").fill(`${year}-01-15T23:59`);
    await dialog.getByText("15 Jan, 23:59 (22:59 UTC)").waitFor();
    await dialog.getByLabel("New deadline (Europe/Paris)").fill(`${year}-07-15T23:59`);
    await dialog.getByText("15 Jul, 23:59 (21:59 UTC)").waitFor();
    await tabTo(page, dialog.getByLabel("Your name"));
    await page.keyboard.type("Ada");
    await tabTo(page, dialog.getByLabel("Why"));
    await page.keyboard.type("the office is closed");
    await page.keyboard.press("Enter");
    await dialog.waitFor({ state: "detached" });
    expect((await paris.ledger()).extendedTo).toEqual(new Date(`${year}-07-15T21:59:00Z`));
    const said = (await here.stack.events()).filter(({ by }) => by === "Ada: the office is closed");
    expect(said.map(({ type }) => type)).toEqual(["campaign.amended"]);
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("escalate one recipient, but not a recipient who has moved since the dialog was opened", async () => {
    await using here = await openWatched();
    const { context, page } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1/people/p3`);
    const story = page.getByRole("article", { name: "p3 in flight" });
    const next = story.getByRole("button", { name: "Next step now" });
    await next.click();
    await page.getByRole("dialog").getByText("p3 leaves Step 1 and gets the next one now").waitFor();
    expect(await flaws(page)).toEqual([]);
    const campaign = await here.stack.gateway.campaigns.get("stack");
    await campaign.escalate(["p3"], { actor: "Bob", reason: "sooner" });
    // the page shows step 2, and the open dialog still shows the earlier status
    await page.getByText("Step 2").first().waitFor();
    await press(page, "Next step now: p3");
    await page.getByRole("alert").filter({ hasText: "has moved on since you opened this" }).waitFor();
    await page.getByRole("button", { name: "Do nothing" }).click();
    expect((await here.stack.events()).filter(({ by }) => by?.startsWith("Ada"))).toEqual([]);
    await next.click();
    await sign(page, "Next step now: p3");
    await page.getByRole("article", { name: "p3 exhausted" }).waitFor();
    await context.close();
  });

  it("resume one recipient whose steps had ended", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await openConsole(browser, here, { bypassCSP: true });
    const campaign = await here.stack.gateway.campaigns.get("stack");
    await campaign.remove(["p5"], { actor: "ada", reason: "moved" });
    await page.goto(`${here.url}#/campaign/1/people/p5`);
    await page.getByRole("article", { name: "p5 cancelled" }).waitFor();
    await page.getByRole("button", { name: "Resume" }).click();
    await page.getByRole("dialog").getByText("p5 resumes at Step 1").waitFor();
    expect(await flaws(page)).toEqual([]);
    await sign(page, "Resume: p5");
    await page.getByRole("article", { name: "p5 in flight" }).waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("slow one provider down and remove the limit, while paused providers stay paused", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByRole("button", { name: "Slow down: sms.main" }).click();
    await page.getByRole("dialog").getByText("This will be the highest rate through sms.main").waitFor();
    expect(await flaws(page)).toEqual([]);
    await page.getByLabel("Maximum messages per minute").fill("90");
    await sign(page, "Slow down: sms.main");
    await page.getByRole("row", { name: /sms\.main slowed down an operator.*90 a minute/ }).waitFor();
    const campaign = await here.stack.gateway.campaigns.get("stack");
    const [main, ...others] = await campaign.providerStatus();
    expect(main).toMatchObject({ condition: "throttled", causes: [{ by: "operator", perSecond: 1.5 }] });
    expect(others.map(({ condition }) => condition)).toEqual(["open", "open"]);
    const reviewAt = new Date(Date.now() + DAY_MS);
    await campaign.pause({ provider: "sms.main", actor: "Bob", reason: "looking", reviewAt });
    await page.getByRole("row", { name: /sms\.main paused/ }).waitFor();
    await page.getByRole("button", { name: "Remove the limit: sms.main" }).click();
    await campaign.throttle({ provider: "sms.main", perSecond: 3, actor: "Bob", reason: "a little faster" });
    await press(page, "Remove the limit: sms.main");
    const alert = page.getByRole("alert").filter({ hasText: "has steered this since you opened it" });
    await alert.filter({ hasText: "by Bob: a little faster" }).waitFor();
    await page.getByRole("button", { name: "Do nothing" }).click();
    await page.getByRole("row", { name: /180 a minute/ }).waitFor();
    await page.getByRole("button", { name: "Remove the limit: sms.main" }).click();
    await sign(page, "Remove the limit: sms.main");
    await page.getByRole("button", { name: "Remove the limit: sms.main" }).waitFor({ state: "detached" });
    expect((await campaign.providerStatus())[0]).toMatchObject({
      condition: "paused",
      causes: [{ actor: "Bob" }],
    });
    expect(trouble.filter((said) => !said.includes("409"))).toEqual([]);
    await context.close();
  });

  it("pause one destination, list the known ones for a wrong entry, and resume the destination", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByRole("button", { name: "Pause: sms.main" }).click();
    const destination = page.getByLabel("Only to (number prefix, mail domain or push service)");
    await destination.fill("+33");
    expect(await flaws(page)).toEqual([]);
    await press(page, "Pause: sms.main");
    await page
      .getByRole("alert")
      .filter({ hasText: "+33 is not a destination" })
      .filter({ hasText: "there is +3363" })
      .waitFor();
    await destination.fill("+3363");
    await sign(page, "Pause: sms.main");
    await page
      .getByRole("row", {
        name: /sms\.main open an operator \(Ada\): rerouted · through sms\.second · \+3363 · since /,
      })
      .waitFor();
    await page.getByRole("button", { name: "Resume: sms.main" }).click();
    await destination.fill("+3363");
    await sign(page, "Resume: sms.main");
    await page.getByRole("button", { name: "Resume: sms.main" }).waitFor({ state: "detached" });
    expect((await here.stack.gateway.campaigns.get("stack").then((one) => one.providerStatus()))[0]?.causes).toEqual(
      [],
    );
    expect(trouble.filter((said) => !said.includes("409"))).toEqual([]);
    await context.close();
  });

  it("report that no recipient of a destination got a message yet, and apply to later recipients", async () => {
    await using here = await openWatched();
    const { context, page } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByRole("button", { name: "Pause: sms.main" }).click();
    await page.getByLabel("Only to (number prefix, mail domain or push service)").fill("+4470");
    await press(page, "Pause: sms.main");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("status").filter({ hasText: "No message was sent to that destination yet" }).waitFor();
    expect(await flaws(page)).toEqual([]);
    expect(await dialog.getByRole("button").allTextContents()).toEqual(["Close"]);
    await dialog.getByRole("button", { name: "Close" }).click();
    await page
      .getByRole("row", {
        name: /sms\.main open an operator \(Ada\): rerouted · through sms\.second · \+4470 · since /,
      })
      .waitFor();
    await context.close();
  });

  it("apply to one step if a provider is used in several", async () => {
    const step = { channel: "sms", template: "please@1", wait: "24h" } as const;
    const steps = [
      { ...step, route: ["main", "second"] },
      { ...step, route: ["main"] },
    ];
    await using here = await openWatched();
    const twice = await here.stack.start(PEOPLE.slice(0, 1), { name: "twice", steps });
    const { context, page } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/${twice.id}`);
    await page.getByRole("button", { name: "Slow down: sms.main" }).click();
    await page.getByRole("dialog").getByText("in each of the 2 steps that use it").waitFor();
    await page.getByRole("combobox", { name: /^In/ }).selectOption("Step 2");
    await page.getByLabel("Maximum messages per minute").fill("60");
    expect(await flaws(page)).toEqual([]);
    await sign(page, "Slow down: sms.main");
    await page.getByRole("row", { name: /an operator.*: slowed down · 60 a minute · Step 2/ }).waitFor();
    expect((await twice.providerStatus())[0]?.causes).toMatchObject([{ by: "operator", steps: [2], perSecond: 1 }]);
    await context.close();
  });

  it("are replaced by an explanation once the campaign has ended, with the commands that are still possible", async () => {
    await using here = await openWatched();
    const { context, page, trouble } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByRole("button", { name: "Pause", exact: true }).waitFor();
    await here.stack.gateway.acknowledge(PEOPLE.map(({ id }) => ({ key: id, on: "came" })));
    await page.getByRole("heading", { level: 1, name: "stack closed" }).waitFor();
    await page.getByText("The campaign has ended: there is nothing to pause").waitFor();
    const controls = page.getByRole("group", { name: "Controls" });
    expect(await controls.getByRole("button").allTextContents()).toEqual(["Extend the deadline"]);
    expect(await flaws(page)).toEqual([]);
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("are in French for French readers", async () => {
    await using here = await openWatched();
    const { context, page } = await openConsole(browser, here, { locale: "fr-FR" });
    await page.goto(`${here.url}#/campaign/1`);
    await page.getByRole("button", { name: "Reporter l’échéance" }).click();
    await page.getByText("Qui est en cours ou en attente (8) a jusque-là").waitFor();
    await page.getByRole("button", { name: "Ne rien faire" }).click();
    await page
      .getByRole("button", { name: "Ralentir : sms.main" })
      .or(page.getByRole("button", { name: "Ralentir: sms.main" }))
      .waitFor();
    await page.goto(`${here.url}#/campaign/1/people/p3`);
    await page.getByRole("button", { name: "Étape suivante maintenant" }).waitFor();
    await context.close();
  });
});
