import { expect, it } from "vitest";
import { deviceReceipts } from "../src/index.ts";

const URL_OF_K3 = "https://notify.example.org/relance/receipts/push.web?a=k3&s=sig";

function parse(body: string, url: string = URL_OF_K3) {
  return deviceReceipts.parse({ method: "POST", url, headers: new Headers(), body: Buffer.from(body) });
}

it("parses a device's report that it received the message", () => {
  expect(parse('{"kind":"received","at":1700000000000}')).toEqual([
    {
      type: "receipt",
      kind: "delivered",
      quality: "device",
      attemptId: "k3",
      occurredAt: 1_700_000_000_000,
    },
  ]);
});

it("parses a report that a person pressed it", () => {
  expect(parse('{"kind":"clicked"}')).toEqual([
    {
      type: "receipt",
      kind: "engaged",
      quality: "human",
      attemptId: "k3",
      occurredAt: undefined,
    },
  ]);
});

it("treats a displayed notification as a signal only", () => {
  expect(parse('{"kind":"shown","at":"yesterday"}')).toEqual([
    { type: "signal", kind: "shown", attemptId: "k3", occurredAt: undefined },
  ]);
});

it.each(['{"kind":"exploded"}', "{}", "[]"])("finds nothing in %s", (body) => {
  expect(parse(body)).toEqual([]);
});

it("finds nothing in a report whose URL names no attempt", () => {
  expect(parse('{"kind":"received"}', "https://notify.example.org/relance/receipts/push.web")).toEqual([]);
});

it.each(["", "{", "received", "null", "42", '"received"', "[".repeat(20_000)])(
  "refuses a report without JSON fields",
  (body) => {
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: "webhook/unreadable", status: 400 }));
  },
);

const ANSWER = {
  kind: "acknowledged",
  ackUrl: "https://notify.example.org/relance/a/AAAAAAAAAAAAAAAAk3",
  answer: "done",
  label: "I confirm",
  locale: "en",
  hash: "0".repeat(64),
};

it("parses an answer as a press on the page behind its link, and as proof that a recipient had it", () => {
  expect(parse(JSON.stringify({ ...ANSWER, at: 1 }))).toEqual([
    {
      type: "receipt",
      kind: "engaged",
      quality: "human",
      attemptId: "k3",
      occurredAt: 1,
    },
    {
      type: "answer",
      token: "AAAAAAAAAAAAAAAAk3",
      answer: "done",
      attemptId: "k3",
      shown: { hash: "0".repeat(64), locale: "en", label: "I confirm" },
    },
  ]);
});

it.each(["ackUrl", "answer", "label", "locale", "hash"])("refuses an answer without its %s", (name) => {
  for (const value of [undefined, 7, null, {}]) {
    const body = JSON.stringify({ ...ANSWER, [name]: value });
    expect(() => parse(body)).toThrow(expect.objectContaining({ code: "webhook/unreadable" }));
  }
});

it("makes a malformed link invalid", () => {
  expect(parse(JSON.stringify({ ...ANSWER, ackUrl: "no address" }))).toMatchObject([{}, { token: "" }]);
});
