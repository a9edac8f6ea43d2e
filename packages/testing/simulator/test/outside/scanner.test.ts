import { describe, expect, it } from "vitest";
import { browserHands, SCANNER_KINDS, scanner } from "../../src/index.ts";
import { pageServer } from "../support/page-server.ts";

const FORM = `<!doctype html><link rel="icon" href="/icon"><a href="/terms">terms</a><a href="mailto:x@example.org">x</a>
<form method="post" aria-hidden="true"><input type="submit" name="trap" value="OK"></form>
<form method="post">
  <input type="hidden" name="form" value="acknowledge"><input type="text" name="trap">
  <button name="answer" value="done">Done</button><button name="answer" value="help">Help</button>
</form>`;

describe("a scanner", () => {
  it.each([
    { kind: "head", asked: ["HEAD /a/1"] },
    { kind: "get", asked: ["GET /a/1"] },
    { kind: "links", asked: expect.arrayContaining(["GET /a/1", "GET /icon", "GET /terms"]) },
  ] as const)("of the kind $kind requests and posts nothing", async ({ kind, asked }) => {
    await using site = await pageServer(FORM);
    await using machine = scanner(kind);
    await machine.visit(`${site.url}/a/1`);
    expect(site.asked).toEqual(asked);
    expect(site.posted).toEqual([]);
  });

  it("that fills in forms writes into every field and presses every button, hidden ones first", async () => {
    await using site = await pageServer(FORM);
    await using machine = scanner("forms");
    const visited = await machine.visit(`${site.url}/a/1`);
    const filled = { form: "acknowledge", trap: "test@example.org" };
    expect(site.posted.slice(0, 3).map(({ fields }) => fields)).toEqual([
      { trap: "OK" },
      { ...filled, answer: "done" },
      { ...filled, answer: "help" },
    ]);
    expect(visited.slice(0, 2)).toMatchObject([
      { method: "GET", status: 200 },
      { method: "POST", status: 200 },
    ]);
  });

  it.each(SCANNER_KINDS)("of the kind %s ends on pages without a form, and stays on this machine", async (kind) => {
    const endless = `${FORM}<a href="deeper/">deeper</a><img src="https://pixel.example.org/1.gif">`.repeat(5);
    await using site = await pageServer(endless);
    await using machine = scanner(kind);
    const visited = await machine.visit(`${site.url}/a/1`);
    expect(visited.length).toBeLessThanOrEqual(60);
    const outside = visited.filter(({ url }) => url.includes("example.org"));
    expect(outside.every(({ status }) => status === undefined)).toBe(true);
  });
});

describe("recipients next to a scanner", () => {
  it("use the visible form, and ignore hidden fields", async () => {
    await using site = await pageServer(FORM);
    await using hands = browserHands();
    await hands.press({ key: "p1", channel: "email", provider: "mail", links: [site.url], answer: "done" });
    expect(site.posted.map(({ fields }) => fields)).toEqual([{ form: "acknowledge", trap: "", answer: "done" }]);
  });

  it("press once more if the page asks them to", async () => {
    await using site = await pageServer(FORM);
    await using hands = browserHands();
    site.doubtNext();
    const press = {
      key: "p1",
      channel: "email",
      provider: "mail",
      links: [site.url],
      answer: "done",
    } as const;
    expect(await hands.press(press)).toMatchObject({ ok: true, answer: "done" });
    expect(site.posted).toHaveLength(2);
  });

  it("can be bots, too", async () => {
    await using site = await pageServer(FORM);
    await using hands = browserHands();
    await hands.visit({ url: site.url, method: "FORMS" });
    expect(site.posted.length).toBeGreaterThanOrEqual(3);
  });
});
