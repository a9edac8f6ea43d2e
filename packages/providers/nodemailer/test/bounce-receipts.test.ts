import { returnPaths } from "@relance/bounces";
import type { InboundRequest } from "@relance/spec";
import { describe, expect, it } from "vitest";
import { nodemailerEmail } from "../src/index.ts";
import { complaint, dsn } from "./support/dsn.ts";

const secret = "a secret of at least thirty-two characters";
const bounces = { domain: "bounce.example.org", secret };
const paths = returnPaths({ domain: bounces.domain, secrets: [secret] });
const path = paths.write("k3", "ada@example.org");
const { receipts } = nodemailerEmail({ url: "smtp://127.0.0.1", from: "help@example.org", bounces });

function posted(body: string | Uint8Array, type = "message/rfc822", query = ""): InboundRequest {
  const url = `https://notify.example.org/relance/receipts/email.main${query}`;
  return { method: "POST", url, headers: new Headers({ "content-type": type }), body: Buffer.from(body) };
}

async function read(request: InboundRequest) {
  await receipts?.verify?.(request);
  return receipts?.parse(request);
}

describe("a report to one of our return paths", () => {
  it("about an invalid address reports this for the attempt", async () => {
    expect(await read(posted(dsn({ to: path })))).toEqual([
      {
        type: "receipt",
        kind: "undelivered",
        addressPermanent: true,
        quality: "mailbox-server",
        attemptId: "k3",
        errorCode: "5.1.1",
        occurredAt: Date.UTC(2026, 10, 24, 22, 51, 34),
      },
    ]);
  });

  it.each([
    ["failed", "5.2.2", "undelivered"],
    ["delayed", "4.4.1", "in-transit"],
    ["relayed", "2.0.0", "in-transit"],
    ["expanded", "2.0.0", "in-transit"],
    ["delivered", "2.0.0", "delivered"],
  ])("of %s %s is %s, and disables no address", async (action, status, kind) => {
    const [item] = (await read(posted(dsn({ to: path, action, status, diagnosis: "smtp; none" })))) ?? [];
    expect(item).toMatchObject({ type: "receipt", kind, attemptId: "k3" });
    expect(item).not.toMatchObject({ addressPermanent: true });
  });

  it("about a forwarding target fails only the mail, and keeps the address", async () => {
    const mail = dsn({ to: path, recipient: "ada@elsewhere.example" });
    expect(await read(posted(mail))).toMatchObject([{ kind: "undelivered", addressPermanent: false }]);
  });

  it("about a forwarded mail disables the address if the report names ours", async () => {
    const mail = dsn({ to: path, recipient: "a.lovelace@example.org", original: "ada@example.org" });
    expect(await read(posted(mail))).toMatchObject([{ kind: "undelivered", addressPermanent: true }]);
  });

  it("is accepted with the previous secret, too", async () => {
    const rotated = { ...bounces, secret: ["a new secret of thirty-two characters or more", secret] };
    const provider = nodemailerEmail({ url: "smtp://127.0.0.1", from: "help@example.org", bounces: rotated });
    expect(await provider.receipts?.parse(posted(dsn({ to: path })))).toHaveLength(1);
  });

  it.each([
    [
      "automatic-answer",
      `From: ada@example.org\r\nTo: ${path}\r\nSubject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.`,
    ],
    ["no-report", `From: ada@example.org\r\nTo: ${path}\r\nSubject: hello\r\n\r\nWho are you?`],
    ["too-many-parts", `To: ${path}\r\n${"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n".repeat(1_000)}`],
  ])("is stored without effect if it is %s", async (detail, mail) => {
    expect(await read(posted(mail))).toMatchObject([{ type: "signal", attemptId: "k3", detail }]);
  });
});

describe("a complaint", () => {
  it("in the name of the recipient's address suppresses it", async () => {
    expect(await read(posted(complaint(path, "ada@example.org")))).toMatchObject([
      { type: "reply", from: "ada@example.org", optOut: "stop" },
    ]);
  });

  it.each([
    ["bob@example.org", "abuse"],
    ["ada@example.org", "not-spam"],
    ["ada@example.org", "auth-failure"],
  ])("about %s of type %s suppresses no recipient", async (recipient, feedback) => {
    expect(await read(posted(complaint(path, recipient, feedback)))).toMatchObject([{ type: "signal" }]);
  });
});

describe("a complaint without an address", () => {
  const optOutUrl = "https://notify.example.org/relance/u/token";
  it.each([
    ["abuse", optOutUrl],
    ["not-spam", undefined],
  ])("of type %s passes on the mail's own opt-out link: %s", async (feedback, expected) => {
    const mail = complaint(path, "redacted@example.net", feedback, optOutUrl);
    expect(await read(posted(mail))).toMatchObject([
      { type: "signal", attemptId: "k3", detail: `complaint ${feedback}` },
    ]);
    const [item] = (await read(posted(mail))) ?? [];
    expect(item?.type === "signal" ? item.optOutUrl : "none").toBe(expected);
  });
});

describe("the format of a posted report", () => {
  const mail = dsn({ to: path });
  const form = (fields: Readonly<Record<string, string>>) => new URLSearchParams(fields).toString();
  const anonymous = mail.replaceAll(path, "somebody@example.net");

  it.each([
    ["the mail itself", mail, "message/rfc822", ""],
    ["the mail itself, to whom in the address", anonymous, "text/plain", `?recipient=${encodeURIComponent(path)}`],
    ["a form", form({ "body-mime": anonymous, recipient: path }), "application/x-www-form-urlencoded", ""],
    ["JSON", JSON.stringify({ RawEmail: anonymous, OriginalRecipient: path }), "application/json; charset=utf-8", ""],
    [
      "a form with an envelope",
      form({ email: anonymous, envelope: JSON.stringify({ to: [path] }) }),
      "application/x-www-form-urlencoded",
      "",
    ],
  ])("may be %s", async (_, body, type, query) => {
    expect(await read(posted(body, type, query))).toMatchObject([{ kind: "undelivered", attemptId: "k3" }]);
  });

  it("may be a form with parts", async () => {
    const parts = new FormData();
    parts.set("email", anonymous);
    parts.set("to", path);
    const request = new Request("https://notify.example.org/", { method: "POST", body: parts });
    const type = request.headers.get("content-type") ?? "";
    expect(await read(posted(new Uint8Array(await request.arrayBuffer()), type))).toHaveLength(1);
  });

  it.each([
    ["nothing", "", "message/rfc822"],
    ["broken JSON", "{", "application/json"],
    ["JSON that is no object", "null", "application/json"],
    ["JSON without a mail", '{"RawEmail":7}', "application/json"],
    ["a form without a mail", "a=b", "application/x-www-form-urlencoded"],
    ["a broken form", "--", "multipart/form-data; boundary=x"],
    ["a form without a boundary", "--", "multipart/form-data"],
  ])("is refused as unreadable if it is %s", async (_, body, type) => {
    await expect(read(posted(body, type))).rejects.toMatchObject({ code: "webhook/unreadable" });
  });
});

describe("a forged report", () => {
  const forged = path.replace("+k3-", "+k4-");
  it.each([
    ["to another attempt's path", dsn({ to: forged })],
    ["to a path without a signature", dsn({ to: "bounces+k3@bounce.example.org" })],
    ["to the sender", dsn({ to: "help@example.org" })],
    [
      "under another secret",
      dsn({
        to: returnPaths({ domain: bounces.domain, secrets: ["x".repeat(32)] }).write("k3", "ada@example.org"),
      }),
    ],
  ])("%s is refused, and nothing is read from it", async (_, mail) => {
    await expect(receipts?.verify?.(posted(mail))).rejects.toMatchObject({ code: "webhook/bad-signature" });
    await expect(receipts?.parse(posted(mail))).rejects.toMatchObject({ code: "webhook/bad-signature" });
  });
});
