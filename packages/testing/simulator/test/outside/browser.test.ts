import { describe, expect, it } from "vitest";
import { type BrowserHands, browserHands } from "../../src/index.ts";
import { pageServer } from "../support/page-server.ts";

const BUTTONS = `<!doctype html><form method="post">
  <input type="hidden" name="form" value="acknowledge &amp; go">
  <button name="answer" value="done">C'est fait</button>
  <button name="answer" value="promise">Je le ferai</button>
  <button type="button" name="answer" value="script">needs a script</button>
</form>`;

const RADIOS = `<form action="/elsewhere" method="POST"><select name="language"><option value="fr">
  <option value="en" selected></select><input type="checkbox" name="seen" checked>
  <label><input type="radio" name="answer" value="done">fait</label>
  <label><input type="radio" name="answer" value="help">aide</label>
  <textarea name="note"></textarea><input type="submit" value="Envoyer"></form>`;

const SEARCH = `<form action="/search"><input name="q"><button>go</button></form>`;

function press(hands: BrowserHands, link: string, answer = "done") {
  return hands.press({ key: "p1", channel: "sms", provider: "main", links: [link], answer, locale: "fr" });
}

describe("simulated browsers", () => {
  it("press the chosen button of the form, with its hidden fields, and follow to the next page", async () => {
    await using site = await pageServer(BUTTONS);
    await using hands = browserHands();
    const outcome = await press(hands, `${site.url}/a/1?lang=fr`, "promise");
    expect(outcome).toMatchObject({ ok: true, answer: "promise" });
    expect(site.posted).toMatchObject([
      { path: "/a/1?lang=fr", fields: { form: "acknowledge & go", answer: "promise" } },
    ]);
    expect(site.asked).toEqual(["GET /a/1?lang=fr", "POST /a/1?lang=fr", "GET /thanks"]);
  });

  it("submit radio buttons, lists and checked boxes as they are, to the form's URL", async () => {
    await using site = await pageServer(SEARCH + RADIOS);
    await using hands = browserHands();
    await press(hands, `${site.url}/a/1`, "help");
    expect(site.posted).toMatchObject([
      { path: "/elsewhere", fields: { language: "en", seen: "on", answer: "help", note: "" } },
    ]);
  });

  it("press the first answer if the page lacks the wanted promise", async () => {
    await using site = await pageServer(BUTTONS.replace(/.*Je le ferai.*\n/, ""));
    await using hands = browserHands();
    expect(await press(hands, site.url, "promise")).toMatchObject({ ok: true, answer: "done" });
  });

  it("press nothing if the page does not offer the wanted answer", async () => {
    await using site = await pageServer(BUTTONS);
    await using hands = browserHands();
    expect(await press(hands, site.url, "wrong-person")).toEqual({ ok: false });
    expect(site.posted).toEqual([]);
  });

  it("press no button that needs a script", async () => {
    await using site = await pageServer(BUTTONS);
    await using hands = browserHands();
    expect(await press(hands, site.url, "script")).toEqual({ ok: false });
  });

  it("send no origin to a page with a no-referrer policy, as browsers do, and their origin to any other", async () => {
    await using shy = await pageServer(BUTTONS, {
      "referrer-policy": "no-referrer",
      "set-cookie": "s=1; HttpOnly",
    });
    await using open = await pageServer(BUTTONS);
    await using hands = browserHands();
    await press(hands, shy.url);
    await press(hands, open.url);
    expect(shy.posted[0]?.headers).toMatchObject({ origin: "null", cookie: "s=1", "accept-language": "fr" });
    expect(shy.posted[0]?.headers.referer).toBeUndefined();
    expect(open.posted[0]?.headers.origin).toBe(open.url);
  });

  it("retry after a server error, but not after a refusal", async () => {
    await using site = await pageServer(BUTTONS);
    await using hands = browserHands();
    site.failNext(503);
    expect(await press(hands, site.url)).toMatchObject({ ok: false, again: true });
    site.failNext(404);
    expect(await press(hands, site.url)).toEqual({ ok: false });
  });

  it("retry without an answer", async () => {
    const gone = await pageServer(BUTTONS);
    await gone[Symbol.asyncDispose]();
    await using hands = browserHands();
    expect(await press(hands, gone.url)).toMatchObject({ ok: false, again: true });
  });

  it("never connect outside this machine", async () => {
    await using hands = browserHands();
    expect(await press(hands, "http://93.184.216.34/a/1")).toMatchObject({ ok: false });
  });

  it("visit as a scanner does, without posting", async () => {
    await using site = await pageServer(BUTTONS);
    await using hands = browserHands();
    await hands.visit({ url: `${site.url}/a/1`, method: "HEAD" });
    await hands.visit({ url: `${site.url}/a/1`, method: "GET" });
    expect(site.asked).toEqual(["HEAD /a/1", "GET /a/1"]);
  });
});
