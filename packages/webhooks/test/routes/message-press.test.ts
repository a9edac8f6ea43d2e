import type { AnswerItem, ReportItem } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { TOKEN, testEdge } from "../support/edge.ts";
import { plainSms } from "../support/example-providers.ts";

const ANSWER: AnswerItem = {
  type: "answer",
  token: TOKEN,
  answer: "done",
  attemptId: "k1",
  shown: { hash: "a".repeat(64), locale: "en", label: "I confirm" },
};
const RECEIPT: ReportItem = { type: "receipt", kind: "engaged", quality: "human", attemptId: "k1" };

/** A handler with an API whose browsers report answers. */
function pressing(report: readonly ReportItem[]) {
  const edge = testEdge();
  const reader = { parse: () => report, reply: { status: 204, anyOrigin: true } };
  edge.port.providers.set("push.web", plainSms(reader));
  const post = (query = edge.port.query("push.web", "k1")) =>
    edge.send(`/receipts/push.web${query}`, { method: "POST", body: "{}" });
  return { ...edge, report: post };
}

describe("an answer pressed in the message itself", () => {
  it("is recorded like a press on the page, after its receipt, and the script may read the result", async () => {
    const { report, port } = pressing([RECEIPT, ANSWER]);
    const response = await report();
    expect(response.status).toBe(204);
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(port.recorded).toMatchObject([{ item: RECEIPT }]);
    expect(port.answered).toEqual([{ token: TOKEN, answer: "done", shown: ANSWER.shown }]);
  });

  it("is refused without our signature in the URL", async () => {
    const { report, port } = pressing([ANSWER]);
    const before = port.kept;
    const response = await report("?a=k1&s=AAAAAAAAAAAAAAAA");
    expect(response.status).toBe(403);
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(port.kept).toBe(before);
    expect(port.refusals).toEqual(["webhook/bad-signature"]);
  });

  it.each<{ what: string; item: Partial<AnswerItem>; status: number; code: string }>([
    {
      what: "a link of nobody",
      item: { token: "AAAAAAAAAAAAAAAAzz" },
      status: 404,
      code: "webhook/not-found",
    },
    { what: "no link", item: { token: "" }, status: 404, code: "webhook/not-found" },
    {
      what: "an endless answer",
      item: { answer: "x".repeat(300) },
      status: 400,
      code: "webhook/unreadable",
    },
    {
      what: "words that are no text",
      item: { shown: { ...ANSWER.shown, label: "\ud800" } },
      status: 400,
      code: "webhook/unreadable",
    },
    {
      what: "a hash that is none",
      item: { shown: { ...ANSWER.shown, hash: "x" } },
      status: 400,
      code: "webhook/unreadable",
    },
  ])("with $what is refused and counted, and changes nothing", async ({ item, status, code }) => {
    const { report, port } = pressing([{ ...ANSWER, ...item }]);
    const before = port.kept;
    expect((await report()).status).toBe(status);
    expect(port.kept).toBe(before);
    expect(port.refusals).toEqual([code]);
  });

  it("counts once per report: two answers are refused", async () => {
    const { report, port } = pressing([ANSWER, { ...ANSWER, answer: "help" }]);
    expect((await report()).status).toBe(400);
    expect(port.answered).toEqual([]);
  });

  it("is not confirmed if it cannot be committed", async () => {
    const { report, port } = pressing([ANSWER]);
    port.failure = new Error("disk full");
    expect((await report()).status).toBeGreaterThanOrEqual(500);
    expect(port.answered).toEqual([]);
  });

  it("is subject to the link's own limit", async () => {
    const { report } = pressing([ANSWER]);
    const statuses = await Promise.all(Array.from({ length: 70 }, async () => (await report()).status));
    expect(statuses.filter((status) => status === 429)).toHaveLength(10);
  });
});
