import { describe, expect, it } from "vitest";
import { OPT_OUT_TOKEN, TOKEN, testEdge } from "../support/edge.ts";
import { readPage } from "../support/read-page.ts";

describe("opting out", () => {
  it("takes one click in a mail client, in either encoding of RFC 8058", async () => {
    const { press, send, port } = testEdge();
    const multipart = new FormData();
    multipart.set("List-Unsubscribe", "One-Click");
    expect((await press(`/u/${OPT_OUT_TOKEN}`, { "List-Unsubscribe": "One-Click" })).status).toBe(200);
    expect((await send(`/u/${OPT_OUT_TOKEN}`, { method: "POST", body: multipart })).status).toBe(200);
    expect(port.optedOut).toEqual([OPT_OUT_TOKEN, OPT_OUT_TOKEN]);
  });

  it("takes one button for a recipient who has opened a page that changed nothing", async () => {
    const { press, send, port } = testEdge();
    const page = await readPage(await send(`/u/${OPT_OUT_TOKEN}`, { headers: { "accept-language": "fr" } }));
    expect(page.lang).toBe("fr");
    expect(page.buttons).toMatchObject([{ label: "Ne plus recevoir ces messages" }]);
    expect(port.optedOut).toEqual([]);
    const done = await readPage(await press(`/u/${OPT_OUT_TOKEN}`, { form: "opt-out" }));
    expect(done.text).toContain("no more messages");
    expect(port.optedOut).toEqual([OPT_OUT_TOKEN]);
  });

  it("is never reported as done before it is stored", async () => {
    const { press, port } = testEdge();
    port.failure = new Error("disk full");
    expect((await press(`/u/${OPT_OUT_TOKEN}`, { form: "opt-out" })).status).toBe(500);
  });

  it.each([
    {
      why: "the form of the other page",
      token: OPT_OUT_TOKEN,
      fields: { form: "acknowledge", answer: "done" },
      status: 400,
    },
    { why: "an empty form", token: OPT_OUT_TOKEN, fields: {}, status: 400 },
    { why: "another word", token: OPT_OUT_TOKEN, fields: { "List-Unsubscribe": "Two-Click" }, status: 400 },
    { why: "a link for another purpose", token: TOKEN, fields: { form: "opt-out" }, status: 404 },
    { why: "no link at all", token: "x", fields: { form: "opt-out" }, status: 404 },
  ])("is refused with $why", async ({ token, fields, status }) => {
    const { press, port } = testEdge();
    const before = port.kept;
    expect((await press(`/u/${token}`, fields)).status).toBe(status);
    expect(port.kept).toBe(before);
  });
});
