import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { maskedRef } from "../../packages/apps/console/src/people/ask-people.ts";
import { flaws } from "../../packages/webhooks/test/support/flaws.ts";
import { openChromium, whyNoChromium } from "./support/chromium.ts";
import { openConsole, sign } from "./support/console-browser.ts";
import { cookieOf, openWatched, TOKEN, VIEWER_TOKEN, type Watched } from "./support/watched.ts";

if (whyNoChromium !== undefined) console.warn(`skipped: evidence in a browser: ${whyNoChromium}`);

async function fail(here: Watched, key: string, code: number): Promise<string> {
  const { twilio } = here.stack.outside;
  const message = [...twilio.messages()].find(({ to }) => to.endsWith(key.slice(1).padStart(2, "0")));
  if (message === undefined) throw new Error(`nothing was sent to ${key}`);
  expect(await twilio.report(message.sid, "undelivered", code)).toBe(200);
  await here.stack.happened("attempt.undelivered", key);
  return message.sid;
}

describe("receipts as the console returns them over HTTP", () => {
  it.each([
    ["SM0123456789abcdef", "SM0123456789abcdef"],
    ["20261126-33639980003-1", "•••"],
    ["to:0639980003", "•••"],
    ["<Person3@Example.org.7>", "•••"],
  ])("hide a provider's id that is made of the address: %s", (ref, told) => {
    const contacts = [
      { channel: "sms", address: "+33639980003" },
      { channel: "email", address: "person3@example.org" },
      { channel: "push", address: "{}" },
    ] as const;
    expect(maskedRef(ref, contacts)).toBe(told);
  });

  it("hide the request until it is revealed, after the access is recorded", async () => {
    await using here = await openWatched({}, { receipts: 0 });
    await fail(here, "p3", 30005);
    const asked = async (token: string, place: string, body: object) => {
      const response = await fetch(`${here.url}${place}`, {
        method: "POST",
        headers: {
          cookie: await cookieOf(here.url, token),
          "content-type": "application/json",
          "x-relance-console": "1",
        },
        body: JSON.stringify(body),
      });
      return response.text();
    };
    const read = await asked(VIEWER_TOKEN, "people/read", { campaign: 1, key: "p3" });
    expect(read).toContain('"code":"30005"');
    expect(read).not.toMatch(/MessageStatus|33639980003/);
    const signed = { campaign: 1, keys: ["p3"], actor: "Ada", reason: "somebody called" };
    expect(await asked(VIEWER_TOKEN, "people/reveal", signed)).not.toContain("MessageStatus");
    const revealed = JSON.parse(await asked(TOKEN, "people/reveal", signed));
    expect(revealed.people[0].requests[0].text).toMatch(/MessageStatus=undelivered/);
    const [event] = (await here.stack.events()).filter(({ type }) => type === "enrollment.revealed");
    expect(event).toMatchObject({ key: "p3", by: "Ada: somebody called" });
  });
});

describe.skipIf(whyNoChromium !== undefined)("receipts in a real browser", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openChromium();
  });
  afterAll(() => browser?.close());

  it("are shown next to the events of a recipient, with the request after it was revealed", async () => {
    await using here = await openWatched({}, { receipts: 0 });
    const sid = await fail(here, "p3", 30005);
    const { context, page, trouble } = await openConsole(browser, here, { bypassCSP: true });
    await page.goto(`${here.url}#/campaign/1/people/p3`);
    const entry = page.getByRole("listitem").filter({ hasText: "undelivered" }).first();
    await entry.getByText("code 30005").waitFor();
    expect(await entry.textContent()).toMatch(
      new RegExp(`according to the carrier · provider's id ${sid} ·( happened [\\d:]+ ·)? received [\\d:]+`),
    );
    expect(await entry.textContent()).toContain("its request is hidden until revealed");
    expect(await page.content()).not.toContain("MessageStatus");
    await page.getByRole("button", { name: "Reveal" }).click();
    await sign(page, "Reveal");
    await entry.getByText("The request as received").click();
    await entry.getByText("MessageStatus=undelivered").waitFor();
    expect(await flaws(page)).toEqual([]);
    expect(trouble).toEqual([]);
    await context.close();
  });

  it("are counted by code, with the meaning of the code, in both languages and on a phone", async () => {
    await using here = await openWatched({}, { receipts: 0 });
    await fail(here, "p1", 30003);
    await fail(here, "p2", 30003);
    await fail(here, "p3", 30005);
    await fail(here, "p4", 39999);
    const viewport = { width: 360, height: 740 };
    const { context, page, trouble } = await openConsole(browser, here, { bypassCSP: true, viewport });
    await page.goto(`${here.url}#/campaign/1`);
    const rows = page.getByRole("group", { name: "Errors by code" }).getByRole("row");
    await rows.filter({ hasText: "30003" }).getByText("2", { exact: true }).waitFor();
    await rows.filter({ hasText: "39999" }).waitFor();
    const [, most, ...others] = await rows.allTextContents();
    expect(most).toMatch(/^sms\.main30003the recipient cannot be reached now · undelivered for now2/);
    expect(others).toHaveLength(2);
    await rows.filter({ hasText: "30005no recipient is at that address · undelivered1" }).waitFor();
    await rows.filter({ hasText: "39999unknown code" }).waitFor();
    expect(await flaws(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(viewport.width);
    await page.getByRole("button", { name: "Français" }).click();
    await page.getByRole("row", { name: /30005 personne à cette adresse/ }).waitFor();
    expect(trouble).toEqual([]);
    await context.close();
  });
});
