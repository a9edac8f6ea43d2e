import { describe, expect, it } from "vitest";
import { OPT_OUT_TOKEN, type TestEdge, TOKEN, testEdge } from "./support/edge.ts";
import { readPage } from "./support/read-page.ts";

const NOW = Date.parse("2013-08-01T08:00:00Z");
const ONE_CLICK = { "List-Unsubscribe": "One-Click" };

/** A handler whose clock only the test moves. */
function edgeAt(pressAfterMs?: number): TestEdge & { pass(ms: number): void } {
  let now = NOW;
  const edge = testEdge({ now: () => now, pressAfterMs, perTokenAMinute: 1_000 });
  const pass = (ms: number) => {
    now += ms;
  };
  return { ...edge, pass };
}

/** The hidden fields of the visible form. */
async function hiddenFields(response: Response): Promise<Record<string, string>> {
  const { html } = await readPage(response);
  const form = html.slice(html.lastIndexOf("<form"), html.lastIndexOf("</form>"));
  const fields = [...form.matchAll(/<input type="(?:hidden|text)" name="(\w+)"(?: value="([^"]*)")?/g)];
  return Object.fromEntries(fields.map(([, name = "", value = ""]) => [name, value]));
}

async function open(edge: TestEdge, path = `/a/${TOKEN}`) {
  return await hiddenFields(await edge.send(path));
}

describe("a press", () => {
  it("counts once a recipient can have read the page", async () => {
    const edge = edgeAt();
    const fields = await open(edge);
    edge.pass(1_000);
    expect((await edge.press(`/a/${TOKEN}`, { ...fields, answer: "done" })).status).toBe(303);
    expect(edge.port.answered).toMatchObject([{ answer: "done" }]);
  });

  it("that is sooner is stored as a signal, is counted, and shows the page again", async () => {
    const edge = edgeAt();
    const fields = await open(edge);
    edge.pass(999);
    const answer = await edge.press(`/a/${TOKEN}`, { ...fields, answer: "done" });
    expect(answer.status).toBe(409);
    const page = await readPage(answer.clone());
    expect(page.title).toMatch(/^Please press once more – /);
    expect(page.text).toContain("nothing has been recorded yet");
    expect(edge.port.answered).toEqual([]);
    expect(edge.port.signals.at(-1)).toEqual({ token: TOKEN, kind: "press-doubted", detail: "too-soon" });
    expect(edge.port.refusals).toEqual(["webhook/press-doubted"]);
    const again = await hiddenFields(answer);
    edge.pass(1_000);
    expect((await edge.press(`/a/${TOKEN}`, { ...again, answer: "done" })).status).toBe(303);
    expect(edge.port.answered).toMatchObject([{ answer: "done" }]);
  });

  it.each(["done", undefined])("with the invisible field filled in never counts, answer: %s", async (answer) => {
    const edge = edgeAt();
    const fields = await open(edge);
    edge.pass(60_000);
    const filled = { ...fields, remarks: "bot", ...(answer === undefined ? {} : { answer }) };
    expect((await edge.press(`/a/${TOKEN}`, filled)).status).toBe(409);
    expect(edge.port.answered).toEqual([]);
    expect(edge.port.signals.at(-1)).toMatchObject({ kind: "press-doubted", detail: "decoy" });
  });

  it("of the invisible form never counts", async () => {
    const edge = edgeAt();
    edge.pass(60_000);
    expect((await edge.press(`/a/${TOKEN}`, { remarks: "OK" })).status).toBe(409);
    expect(edge.port.answered).toEqual([]);
  });

  it("always remains possible: an add-on that fills in every field costs its user two more presses", async () => {
    const edge = edgeAt();
    let fields = await open(edge);
    const answers: number[] = [];
    for (let tries = 0; tries < 3; tries++) {
      edge.pass(5_000);
      if ("remarks" in fields) fields.remarks = "filled in";
      const answer = await edge.press(`/a/${TOKEN}`, { ...fields, answer: "done" });
      answers.push(answer.status);
      if (answer.status === 409) fields = await hiddenFields(answer);
    }
    expect(answers).toEqual([409, 409, 303]);
  });

  it.each([
    ["without the mark, as from a page before an upgrade", {}],
    ["with a mark that does not read", { served: "soon" }],
    ["from a page that another receiver's clock served in the future", { served: String(NOW + 3_600_000) }],
  ])("%s is not checked for its time", async (_, fields) => {
    const edge = edgeAt();
    const form = { form: "acknowledge", answer: "done", ...fields };
    expect((await edge.press(`/a/${TOKEN}`, form)).status).toBe(303);
  });

  it("is never too soon with pressAfterMs 0", async () => {
    const edge = edgeAt(0);
    const fields = await open(edge);
    expect((await edge.press(`/a/${TOKEN}`, { ...fields, answer: "done" })).status).toBe(303);
  });

  it("is requested again even if the signal cannot be stored", async () => {
    const edge = edgeAt();
    const fields = await open(edge);
    edge.port.failure = new Error("disk full");
    expect((await edge.press(`/a/${TOKEN}`, { ...fields, answer: "done" })).status).toBe(409);
  });
});

describe("opting out", () => {
  it("must be confirmed once more if a program presses the button", async () => {
    const edge = edgeAt();
    const fields = await open(edge, `/u/${OPT_OUT_TOKEN}`);
    expect((await edge.press(`/u/${OPT_OUT_TOKEN}`, fields)).status).toBe(409);
    expect((await edge.press(`/u/${OPT_OUT_TOKEN}`, { ...fields, remarks: "x" })).status).toBe(409);
    expect(edge.port.optedOut).toEqual([]);
    edge.pass(1_000);
    expect((await edge.press(`/u/${OPT_OUT_TOKEN}`, fields)).status).toBe(200);
    expect(edge.port.optedOut).toEqual([OPT_OUT_TOKEN]);
  });

  it("by a mail client's one-click request is never too soon (RFC 8058)", async () => {
    const edge = edgeAt();
    await edge.send(`/u/${OPT_OUT_TOKEN}`);
    expect((await edge.press(`/u/${OPT_OUT_TOKEN}`, ONE_CLICK)).status).toBe(200);
  });
});

describe("a fetched link", () => {
  it.each(["GET", "HEAD"])("by %s is stored as a signal", async (method) => {
    const edge = edgeAt();
    expect((await edge.send(`/a/${TOKEN}`, { method })).status).toBe(200);
    expect(edge.port.signals).toEqual([{ token: TOKEN, kind: "link-fetched" }]);
  });

  it("is shown even if the signal cannot be stored, and an invalid link causes no signal", async () => {
    const edge = edgeAt();
    await edge.send("/a/nobody-s-token");
    edge.port.failure = new Error("disk full");
    expect((await edge.send(`/a/${TOKEN}`)).status).toBe(200);
    expect(edge.port.signals).toEqual([]);
  });

  it("shows the same text with and without the traps for programs", async () => {
    const edge = edgeAt();
    const page = await readPage(await edge.send(`/a/${TOKEN}`));
    expect(page.text).not.toMatch(/remarks|served|\bOK\b/);
    expect(page.html.match(/aria-hidden="true"/g)).toHaveLength(2);
    expect(page.html.match(/tabindex="-1"/g)).toHaveLength(2);
  });
});
