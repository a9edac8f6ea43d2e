import { expect, it } from "vitest";
import { pushReceipts } from "../src/push-receipts.ts";
import { openBrowser, type ReceiptInbox, startReceiptInbox } from "./support/browser.ts";

const MESSAGE = { attemptId: "k3", title: "Your appointment", body: "Please confirm.", tag: "appointment" };

it("shows the notification and reports that it was received", async () => {
  await using inbox = await startReceiptInbox();
  const browser = openBrowser();
  await browser.push(JSON.stringify({ ...MESSAGE, receiptUrl: inbox.url }));
  expect(browser.notifications[0]).toMatchObject({
    title: "Your appointment",
    options: { body: "Please confirm.", tag: "appointment" },
  });
  expect(await itemsOf(inbox)).toMatchObject([{ kind: "delivered", attemptId: "k3", quality: "device" }]);
});

it("needs no permission of another origin: its report is plain text", async () => {
  await using inbox = await startReceiptInbox();
  await openBrowser().push(JSON.stringify({ ...MESSAGE, receiptUrl: inbox.url }));
  expect(inbox.reports[0]?.contentType).toBe("text/plain;charset=UTF-8");
});

it.each([
  [{ url: "https://example.org/me", ackUrl: "https://n.example.org/a/1" }, ["https://example.org/me"]],
  [{ ackUrl: "https://n.example.org/a/1" }, ["https://n.example.org/a/1"]],
  [{}, []],
])("opens, when it is pressed, the place that %j names, and reports it", async (links, opened) => {
  await using inbox = await startReceiptInbox();
  const browser = openBrowser();
  await browser.push(JSON.stringify({ ...MESSAGE, ...links, receiptUrl: inbox.url }));
  await browser.press(browser.notifications[0]);
  expect(browser.opened).toEqual(opened);
  expect(browser.notifications[0]?.isClosed).toBe(true);
  expect(await itemsOf(inbox)).toMatchObject([{ kind: "delivered" }, { kind: "engaged", quality: "human" }]);
});

it("shows the notification although nobody hears the report", async () => {
  const inbox = await startReceiptInbox();
  await inbox[Symbol.asyncDispose]();
  const browser = openBrowser();
  await browser.push(JSON.stringify({ ...MESSAGE, receiptUrl: inbox.url }));
  await browser.push(JSON.stringify(MESSAGE));
  expect(browser.notifications).toHaveLength(2);
});

it.each([undefined, "", "not JSON", "null", '{"title":"someone else’s"}'])(
  "leaves the message %j of somebody else alone",
  async (text) => {
    const browser = openBrowser();
    await browser.push(text);
    await browser.press({ title: "", options: { data: { other: 1 } }, isClosed: false });
    expect(browser.notifications).toEqual([]);
    expect(browser.opened).toEqual([]);
  },
);

async function itemsOf({ url, reports }: ReceiptInbox) {
  const requests = reports.map(({ body }) => ({
    method: "POST",
    url,
    headers: new Headers(),
    body: Buffer.from(body),
  }));
  return (await Promise.all(requests.map((request) => pushReceipts.parse(request)))).flat();
}
