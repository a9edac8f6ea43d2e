import { createHash } from "node:crypto";
import type { ConfirmationView } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { CONFIRMATION, OPT_OUT_TOKEN, SUBJECT, said, TOKEN, testEdge } from "../support/edge.ts";
import { readPage } from "../support/read-page.ts";

const FORM = { form: "acknowledge" };
const OWN_ANSWERS = [
  { name: "done", effect: "close" },
  { name: "call-me", effect: "call-me" },
] as const;
const PAGE = { accept: "text/html" };

async function pageOf(confirmation: Partial<ConfirmationView>, query = "", headers: Record<string, string> = {}) {
  const { send, port } = testEdge();
  port.confirmations.set(TOKEN, { ...CONFIRMATION, ...confirmation });
  return await readPage(await send(`/a/${TOKEN}${query}`, { headers }));
}

describe("the page", () => {
  it("shows the subject, the deadline in the recipient's local time, and a button for each answer in order", async () => {
    const page = await pageOf({});
    expect(page.html).toMatch(/<h1>Re-registration for August<\/h1>/);
    expect(page.text).toContain("Thursday, August 15, 2013 at 11:59 PM GMT+2");
    expect(page.buttons.map(({ name, value }) => `${name}=${value}`)).toEqual([
      "answer=done",
      "answer=promise",
      "answer=wrong-person",
      "answer=help",
    ]);
  });

  it("changes nothing when it is fetched, however often and by any safe method", async () => {
    const { send, port } = testEdge();
    const before = port.kept;
    for (const method of ["GET", "HEAD", "GET"])
      expect((await send(`/a/${TOKEN}?answer=done`, { method })).status).toBe(200);
    expect(port.kept).toBe(before);
  });

  it("contains no script, no foreign URL, and only the style sheet whose hash its policy permits", async () => {
    const { send } = testEdge();
    const response = await send(`/a/${TOKEN}`);
    const policy = response.headers.get("content-security-policy");
    const { html } = await readPage(response);
    const style = /<style>(.*?)<\/style>/s.exec(html)?.[1] ?? "";
    const hash = createHash("sha256").update(style).digest("base64");
    expect(policy).toBe(
      `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'`,
    );
    expect(html).not.toMatch(/<script|<link|<img|<iframe|https?:|\son\w+=|\sstyle=/i);
  });

  it("is in the recipient's language, with dates in the recipient's format", async () => {
    const page = await pageOf({ locale: "fr-FR" }, "", { "accept-language": "en" });
    expect(page.lang).toBe("fr");
    expect(page.text).toContain("jeudi 15 août 2013 à 23:59 UTC+2");
    expect(page.buttons[0]?.label).toBe("C’est fait");
  });

  it.each([
    { accept: "fr-CA,en;q=0.5", lang: "fr" },
    { accept: "de, en;q=0.3, fr;q=0.7", lang: "fr" },
    { accept: "ja", lang: "en" },
    { accept: "en;q=0, fr;q=0.1", lang: "fr" },
    { accept: ";;;q=,,", lang: "en" },
  ])("uses the browser's languages without a recipient's one: $accept gives $lang", async ({ accept, lang }) => {
    expect((await pageOf({ locale: "xx" }, "", { "accept-language": accept })).lang).toBe(lang);
  });

  it("links to itself in the other language, and keeps it after an answer", async () => {
    const english = await pageOf({ locale: "en" });
    expect(english.html).toContain('<a href="?lang=fr" lang="fr" hreflang="fr">Français</a>');
    const { press } = testEdge();
    const response = await press(`/a/${TOKEN}?lang=fr`, { ...FORM, answer: "done" });
    expect(response.headers.get("location")).toBe(`./${TOKEN}?lang=fr`);
  });

  it("marks the language of a subject that differs from the page's", async () => {
    const words = [said("Réinscription", "fr")];
    expect((await pageOf({ words }, "?lang=en")).html).toContain('<h1 lang="fr">');
    expect((await pageOf({ words, locale: "fr-CA" })).html).toContain("<h1>");
  });

  it("offers the caller's own page first, if its URL is a web address", async () => {
    const page = await pageOf({ deepLink: "https://jobs.example.org/r?id=1&x=2" });
    expect(page.links[0]).toBe("https://jobs.example.org/r?id=1&x=2");
    expect(page.html.indexOf('class="link"')).toBeLessThan(page.html.indexOf("<form"));
    expect((await pageOf({ deepLink: "javascript:alert(1)" })).html).not.toContain("javascript:");
  });

  it("states after the deadline that an answer is late, and what is still possible", async () => {
    const page = await pageOf({ late: true });
    expect(page.text).toContain("recorded as late");
    expect(page.text).toContain("contact the sender");
    expect(page.buttons).toHaveLength(4);
  });

  it("does not ask recipients who have answered for an answer by the deadline", async () => {
    expect((await pageOf({ answer: "promise" })).text).not.toContain("Please answer");
    expect((await pageOf({ state: "acknowledged", late: true })).text).not.toContain("contact the sender");
  });

  it("formats dates by the browser's region if the row has no language", async () => {
    const page = await pageOf({}, "", { "accept-language": "en-GB,en;q=0.9" });
    expect(page.text).toContain("Thursday, 15 August 2013 at 23:59 CEST");
  });

  it.each<{ confirmation: Partial<ConfirmationView>; title: string }>([
    { confirmation: { state: "acknowledged", answer: "done" }, title: "Confirmed" },
    { confirmation: { state: "acknowledged" }, title: "Confirmed" },
    { confirmation: { answer: "done" }, title: "Your answer is recorded" },
    { confirmation: { state: "acknowledged", answer: "help" }, title: "Your answer is recorded" },
    { confirmation: { answer: "constructor" }, title: "Your answer is recorded" },
    { confirmation: { state: "cancelled" }, title: "No longer needed" },
  ])("shows the current status: $title for $confirmation", async ({ confirmation, title }) => {
    const page = await pageOf(confirmation);
    expect(page.title).toBe(`${title} – ${SUBJECT}`);
    expect(page.text).toContain(title);
  });

  it("does not report a confirmation that is not stored yet", async () => {
    expect((await pageOf({ answer: "done", state: "active" })).text).not.toContain("Confirmed");
  });

  it("shows values as text, never as markup", async () => {
    const page = await pageOf({
      words: [said(`</h1><script>alert("1")</script>'`)],
      answers: [{ name: '"><b>x', effect: "close" }],
    });
    expect(page.html).not.toMatch(/<script|<b>/);
    expect(page.text).toContain(`</h1><script>alert("1")</script>'`);
  });

  it("accepts the application's texts and languages", async () => {
    const { send, port } = testEdge({
      texts: {
        en: { sender: "Job centre", answers: { done: "Registered" } },
        ar: { languageName: "العربية", direction: "rtl", answers: { done: "تم" } },
      },
    });
    port.confirmations.set(TOKEN, { ...CONFIRMATION, locale: "ar", answers: OWN_ANSWERS });
    const arabic = await readPage(await send(`/a/${TOKEN}`));
    const english = await readPage(await send(`/a/${TOKEN}?lang=en`));
    expect(arabic.html).toContain('lang="ar" dir="rtl"');
    expect(arabic.buttons.map(({ label }) => label)).toEqual(["تم", "Call me"]);
    expect(english.text).toContain("Job centre");
    expect(english.buttons[0]?.label).toBe("Registered");
  });

  it("shows a deadline even if the row's zone or language does not exist", async () => {
    expect((await pageOf({ timezone: "Mars/Olympus" })).text).toContain("August 15, 2013 at 09:59 PM UTC");
  });
});

describe("a pressed button", () => {
  it("is recorded with the shown texts, and then the page shows the current status", async () => {
    const { send, press, port } = testEdge();
    const shown = await readPage(await send(`/a/${TOKEN}`, { headers: { "accept-language": "fr" } }));
    const response = await press(`/a/${TOKEN}`, { ...FORM, answer: "done" }, { "accept-language": "fr" });
    expect([response.status, response.headers.get("location")]).toEqual([303, `./${TOKEN}`]);
    expect(port.answered).toEqual([
      {
        token: TOKEN,
        answer: "done",
        shown: {
          hash: createHash("sha256").update(shown.text).digest("hex"),
          locale: "fr",
          label: "C’est fait",
        },
      },
    ]);
    expect((await readPage(await send(`/a/${TOKEN}`))).text).toContain("Confirmed");
  });

  it("is answered only after it is committed", async () => {
    const { press, port } = testEdge();
    port.failure = new Error("disk full");
    const response = await press(`/a/${TOKEN}`, { ...FORM, answer: "done" }, PAGE);
    const page = await readPage(response);
    expect(response.status).toBe(500);
    expect(page.text).toContain("Nothing was recorded");
    expect(port.answered).toEqual([]);
  });

  it.each([
    { why: "a mail client's one click", fields: { "List-Unsubscribe": "One-Click" } },
    {
      why: "one click with everything else right",
      fields: { ...FORM, answer: "done", "list-unsubscribe": "One-Click" },
    },
    { why: "no marker", fields: { answer: "done" } },
    { why: "the marker of another form", fields: { form: "opt-out", answer: "done" } },
    { why: "no answer", fields: FORM },
    { why: "an answer that is not offered", fields: { ...FORM, answer: "decline" } },
  ])("does not count a request that is not a press of the form: $why", async ({ fields }) => {
    const { press, port } = testEdge();
    expect((await press(`/a/${TOKEN}`, fields)).status).toBe(400);
    expect(port.answered).toEqual([]);
    expect(port.refusals).toEqual(["webhook/unreadable"]);
  });

  it.each([
    { type: "application/json", body: '{"form":"acknowledge","answer":"done"}' },
    { type: "text/plain", body: "form=acknowledge&answer=done" },
    { type: "multipart/form-data", body: "form=acknowledge" },
    { type: "multipart/form-data; boundary=x", body: "--x\r\ngarbage" },
    { type: "application/x-www-form-urlencoded", body: "form=acknowledge&answer=done&answer=help" },
  ])("does not count as $type: $body", async ({ type, body }) => {
    const { send, port } = testEdge();
    const init = { method: "POST", headers: { "content-type": type }, body };
    expect((await send(`/a/${TOKEN}`, init)).status).toBe(400);
    expect(port.answered).toEqual([]);
  });

  it("is reported as not accepted if the engine refuses it", async () => {
    const { press, port } = testEdge();
    port.answer = async () => ({ status: "refused", confirmation: CONFIRMATION });
    expect((await press(`/a/${TOKEN}`, { ...FORM, answer: "done" })).status).toBe(400);
  });
});

describe("an invalid link", () => {
  it.each([
    { what: "unknown", token: "k7f2.AAAAAAAAAAAAAAAA" },
    { what: "for another purpose", token: OPT_OUT_TOKEN },
    { what: "too short to be one", token: "x" },
    { what: "endless", token: "x".repeat(5_000) },
    { what: "not text", token: "%00%0a%22" },
  ])("gets the same page as every other invalid link, after the same look-up: $what", async ({ token }) => {
    const { send, press, port } = testEdge();
    const lookups: string[] = [];
    const confirmation = port.confirmation.bind(port);
    port.confirmation = (asked) => {
      lookups.push(asked);
      return confirmation(asked);
    };
    const expected = await (await testEdge().send("/a/k7f2.BBBBBBBBBBBBBBBB", { headers: PAGE })).text();
    const [get, posted] = [
      await send(`/a/${token}`, { headers: PAGE }),
      await press(`/a/${token}`, { ...FORM, answer: "done" }, PAGE),
    ];
    expect([get.status, await get.text()]).toEqual([404, expected]);
    expect([posted.status, await posted.text()]).toEqual([404, expected]);
    expect(lookups).toHaveLength(2);
    for (const asked of lookups) expect(asked).toMatch(/^[\w.~-]{8,200}$/);
    expect(port.refusals).toEqual(["webhook/not-found", "webhook/not-found"]);
  });

  it.each([{}, { accept: "*/*" }])("gets a page in the reader's language with $accept", async (accept) => {
    const { send } = testEdge();
    const response = await send("/a/k7f2.BBBBBBBBBBBBBBBB", {
      headers: { ...accept, "accept-language": "fr" },
    });
    expect(response.status).toBe(404);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    const page = await readPage(response);
    expect(page.lang).toBe("fr");
    expect(page.text).toContain("Ce lien n’est pas valable");
  });

  it.each([
    { accept: "application/json, */*", type: "application/json" },
    { accept: "text/plain", type: "text/plain; charset=utf-8" },
  ])("gets no page for a program with $accept", async ({ accept, type }) => {
    const { send } = testEdge();
    const response = await send("/a/k7f2.BBBBBBBBBBBBBBBB", { headers: { accept } });
    expect(response.headers.get("content-type")).toBe(type);
  });
});
