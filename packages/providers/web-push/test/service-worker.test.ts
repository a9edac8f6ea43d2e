import { createHash } from "node:crypto";
import { deviceReceipts } from "@relance/provider-kit";
import { expect, it } from "vitest";
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
  expect(await itemsOf(inbox)).toMatchObject([
    { kind: "delivered", attemptId: "k3", quality: "device" },
    { type: "signal", kind: "shown", attemptId: "k3" },
  ]);
});

it("needs no CORS permission, because its report is plain text", async () => {
  await using inbox = await startReceiptInbox();
  await openBrowser().push(JSON.stringify({ ...MESSAGE, receiptUrl: inbox.url }));
  expect(inbox.reports[0]?.contentType).toBe("text/plain;charset=UTF-8");
});

it.each([
  [{ url: "https://example.org/me", ackUrl: "https://n.example.org/a/1" }, ["https://example.org/me"]],
  [{ ackUrl: "https://n.example.org/a/1" }, ["https://n.example.org/a/1"]],
  [{}, []],
])("opens the URL of %j when it is pressed, and reports the press", async (links, opened) => {
  await using inbox = await startReceiptInbox();
  const browser = openBrowser();
  await browser.push(JSON.stringify({ ...MESSAGE, ...links, receiptUrl: inbox.url }));
  await browser.press(browser.notifications[0]);
  expect(browser.opened).toEqual(opened);
  expect(browser.notifications[0]?.isClosed).toBe(true);
  expect(await itemsOf(inbox)).toMatchObject([
    { kind: "delivered" },
    { kind: "shown" },
    { kind: "engaged", quality: "human" },
  ]);
});

const ASKING = {
  ...MESSAGE,
  ackUrl: "https://n.example.org/r/a/token-1",
  answers: [{ name: "done" }, { name: "promise" }],
};

it.each([
  ["en-GB", ["I confirm", "I will do it in time"]],
  ["fr-CA", ["Je confirme", "Je le ferai à temps"]],
])("offers the answers as buttons in the language %s", async (language, titles) => {
  const browser = openBrowser({ language });
  await browser.push(JSON.stringify(ASKING));
  expect(browser.notifications[0]?.options.actions?.map(({ title }) => title)).toEqual(titles);
});

it("labels a button with the campaign's text, or with the answer's name", async () => {
  const answers = [{ name: "done", label: "Seen" }, { name: "call-me" }];
  const browser = openBrowser();
  await browser.push(JSON.stringify({ ...ASKING, answers }));
  expect(browser.notifications[0]?.options.actions).toEqual([
    { action: "done", title: "Seen" },
    { action: "call-me", title: "call me" },
  ]);
});

it("offers at most as many buttons as the platform shows", async () => {
  const browser = openBrowser({ maxActions: 0 });
  await browser.push(JSON.stringify(ASKING));
  expect(browser.notifications[0]?.options.actions).toEqual([]);
});

it("posts a pressed answer with the link and the displayed text, and opens nothing", async () => {
  await using inbox = await startReceiptInbox();
  const browser = openBrowser({ language: "fr" });
  await browser.push(JSON.stringify({ ...ASKING, receiptUrl: inbox.url }));
  await browser.press(browser.notifications[0], "done");
  expect(browser.opened).toEqual([]);
  expect(browser.notifications).toMatchObject([{ isClosed: true }]);
  const words = "Your appointment\nPlease confirm.\nJe confirme";
  const hash = createHash("sha256").update(words).digest("hex");
  expect((await itemsOf(inbox)).slice(2)).toMatchObject([
    { kind: "engaged", quality: "human" },
    { type: "answer", token: "token-1", answer: "done", shown: { hash, locale: "fr", label: "Je confirme" } },
  ]);
});

it("shows the notification again with the reason if the answer is refused; the next press counts", async () => {
  await using inbox = await startReceiptInbox();
  const browser = openBrowser();
  await browser.push(JSON.stringify({ ...ASKING, receiptUrl: inbox.url }));
  const heard = inbox.reports.length;
  inbox.answer(503);
  await browser.press(browser.notifications[0], "done");
  expect(inbox.reports.length).toBe(heard + 3);
  expect(browser.notifications[1]).toMatchObject({
    options: {
      body: "Your answer could not be sent. Press again when you are online.\nPlease confirm.",
      actions: [{ action: "done" }, { action: "promise" }],
    },
    isClosed: false,
  });
  inbox.answer(204);
  await browser.press(browser.notifications[1], "done");
  expect(browser.notifications).toHaveLength(2);
  expect((await itemsOf(inbox)).at(-1)).toMatchObject({ type: "answer", answer: "done" });
});

it("repeats a failed report", async () => {
  await using inbox = await startReceiptInbox();
  inbox.answer(500);
  const browser = openBrowser();
  await browser.push(JSON.stringify({ ...MESSAGE, receiptUrl: inbox.url }));
  expect(inbox.reports).toHaveLength(6);
});

it("shows the notification even if no server gets the report", async () => {
  const inbox = await startReceiptInbox();
  await inbox[Symbol.asyncDispose]();
  const browser = openBrowser();
  await browser.push(JSON.stringify({ ...MESSAGE, receiptUrl: inbox.url }));
  await browser.push(JSON.stringify(MESSAGE));
  expect(browser.notifications).toHaveLength(2);
});

it.each([undefined, "", "not JSON", "null", '{"title":"someone else’s"}'])(
  "ignores the message %j of another sender",
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
  return (await Promise.all(requests.map((request) => deviceReceipts.parse(request)))).flat();
}
