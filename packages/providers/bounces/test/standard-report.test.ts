import { describe, expect, it } from "vitest";
import { readBounce } from "../src/index.ts";
import { report } from "./support/mail.ts";

async function recipientsOf(fields: string, text?: string) {
  const reading = await readBounce(report(fields, text));
  expect(reading).toMatchObject({ kind: "delivery-report", isStandard: true });
  return reading.kind === "delivery-report" ? reading.recipients : [];
}

/** Violations of RFC 3464 that servers really send. */
const SLOPPY: readonly (readonly [string, string])[] = [
  ["blanks before the colon", "Final-Recipient : rfc822; ada@example.org\nAction : failed\nStatus : 5.1.1"],
  ["names in any case", "FINAL-RECIPIENT: RFC822; Ada@Example.org\naction: FAILED\nstatus: 5.1.1"],
  ["no type", "Final-Recipient: <ada@example.org>\nAction: failed\nStatus: 5.1.1"],
  ["a slash in the type", "Final-Recipient: rfc/822;ada@example.org\nAction: failed\nStatus: 5.1.1"],
  ["comments", "Final-Recipient: rfc822; ada@example.org\nAction: failed (final)\nStatus: 5.1.1 (no such user)"],
  ["no action", "Final-Recipient: rfc822; ada@example.org\nStatus: 5.1.1"],
  [
    "no status",
    "Final-Recipient: rfc822; ada@example.org\nAction: failed\nDiagnostic-Code: smtp; 550 5.1.1 no such user",
  ],
  ["the original recipient alone", "Original-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1"],
  ["an empty line between", "Final-Recipient: rfc822; ada@example.org\n\nAction: failed\nStatus: 5.1.1"],
  [
    "folded lines",
    "Final-Recipient: rfc822;\n ada@example.org\nAction:\n failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550\n 5.1.1 no such user",
  ],
  [
    "lines that are no field",
    "Reporting-MTA: dns; mx\nhello\nFinal-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1",
  ],
];

describe("the fields of a report", () => {
  it.each(SLOPPY)("are parsed with %s", async (_, fields) => {
    expect(await recipientsOf(`Reporting-MTA: dns; mx.example.net\n\n${fields}\n`)).toMatchObject([
      { address: "ada@example.org", action: "failed", status: "5.1.1", verdict: "permanent" },
    ]);
  });

  it("are parsed for each recipient, also without the empty line between them", async () => {
    const fields =
      "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1\n" +
      "Final-Recipient: rfc822; bob@example.org\nAction: failed\nStatus: 5.2.2\n";
    expect(await recipientsOf(fields)).toMatchObject([
      { address: "ada@example.org", verdict: "permanent" },
      { address: "bob@example.org", verdict: "temporary", reason: "mailbox-full" },
    ]);
  });

  it("contain addresses beyond ASCII (RFC 6533), in both forms", async () => {
    const field = (address: string) => `Final-Recipient: utf-8; ${address}\nAction: failed\nStatus: 5.1.1`;
    for (const written of ["jürgen@example.org", "j\\x{FC}rgen@example.org"]) {
      expect(await recipientsOf(field(written))).toMatchObject([{ address: "jürgen@example.org" }]);
    }
  });

  it("are completed by the prose about the same recipient if they give no reason", async () => {
    const text = "<bob@example.org>: mailbox full\n\n<ada@example.org>: address not found\n";
    const fields = "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.0.0";
    expect(await recipientsOf(fields, text)).toMatchObject([{ reason: "user-unknown" }]);
  });

  it("of a failed program are no evidence about the address", async () => {
    const fields =
      "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1\n" +
      "Diagnostic-Code: x-unix; procmail: id: no such user";
    expect(await recipientsOf(fields)).toMatchObject([{ verdict: "temporary", reason: "system" }]);
  });

  it("of more recipients than the limit are cut", async () => {
    const one = (n: number) => `Final-Recipient: rfc822; p${n}@example.org\nAction: failed\nStatus: 5.1.1\n`;
    expect(await recipientsOf(Array.from({ length: 500 }, (_, n) => one(n)).join("\n"))).toHaveLength(20);
  });
});

describe("a complaint", () => {
  it("contains its type and the recipients who complained", async () => {
    const fields =
      "Feedback-Type: Abuse\nUser-Agent: x/1\nVersion: 1\nOriginal-Rcpt-To: <Ada@example.org>\n" +
      "Original-Rcpt-To: bob@example.org\nOriginal-Mail-From: <b@example.org>";
    expect(await readBounce(report(fields, "abuse", "feedback-report"))).toMatchObject({
      kind: "complaint",
      feedback: "abuse",
      recipients: ["ada@example.org", "bob@example.org"],
    });
  });
});
