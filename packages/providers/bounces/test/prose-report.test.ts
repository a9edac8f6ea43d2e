import { describe, expect, it } from "vitest";
import { readBounce } from "../src/index.ts";
import { plain } from "./support/mail.ts";

/** Formats of older and other servers, with invented recipients. */
const FORMS = [
  {
    server: "qmail",
    text: "Hi. This is the qmail-send program at mx.example.net.\nI'm afraid I wasn't able to deliver your message.\n\n<ada@example.org>:\nSorry, no mailbox here by that name. (#5.1.1)\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <help@example.org>\nTo: bob@example.org\n",
    expected: { status: "5.1.1", verdict: "permanent", reason: "user-unknown" },
  },
  {
    server: "Exim",
    headers: { "X-Failed-Recipients": "ada@example.org", "Auto-Submitted": "auto-replied" },
    text: "This message was created automatically by mail delivery software.\n\n  ada@example.org\n    host mx.example.org [192.0.2.1]: 552 5.2.2 mailbox full\n\n------ This is a copy of the message, including all the headers. ------\n\nTo: bob@example.org\n",
    expected: { status: "5.2.2", verdict: "temporary", reason: "mailbox-full" },
  },
  {
    server: "old Sendmail",
    text: "   ----- The following addresses had permanent fatal errors -----\n<ada@example.org>\n\n   ----- Transcript of session follows -----\n... while talking to mx.example.org.:\n>>> RCPT To:<ada@example.org>\n<<< 550 <ada@example.org>... User unknown\n550 <ada@example.org>... User unknown\n\n   ----- Original message follows -----\nTo: bob@example.org\n",
    expected: { verdict: "permanent", reason: "user-unknown" },
  },
  {
    server: "DragonFly",
    text: "There was an error delivering your mail to <ada@example.org>.\n\nmx.example.org did not like our final DATA:\n550 unknown user\n\nMessage headers follow.\n\nTo: bob@example.org\n",
    expected: { verdict: "temporary", reason: "filtered" },
  },
  {
    server: "OpenSMTPD, which tries on",
    text: "    A message is delayed for more than 4 hours for the following list of recipients:\n\nada@example.org: 421 4.4.1 connection timed out\n\n    Below is a copy of the original message:\n\nTo: bob@example.org\n",
    expected: { action: "delayed", verdict: "temporary" },
  },
  {
    server: "old Exchange",
    text: "Your message\n\n  To: help@example.org\n\ndid not reach the following recipient(s):\n\nada@example.org on Thu, 29 Apr 2007 16:51:51 -0500\n    The recipient name is not recognized\n",
    expected: { verdict: "temporary", reason: "user-unknown" },
  },
  {
    server: "Amazon SES over SNS",
    headers: { From: "no-reply@sns.amazonaws.com", Subject: "AWS Notification Message" },
    text: JSON.stringify({
      Type: "Notification",
      Message: JSON.stringify({
        notificationType: "Bounce",
        bounce: {
          bouncedRecipients: [
            {
              emailAddress: "ada@example.org",
              action: "failed",
              status: "5.1.1",
              diagnosticCode: "smtp; 550 5.1.1 user unknown",
            },
          ],
        },
      }),
    }),
    expected: { status: "5.1.1", verdict: "permanent" },
  },
  {
    server: "one that puts the standard's fields into the text",
    text: "Sorry.\n\nFinal-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1\n",
    expected: { status: "5.1.1", verdict: "permanent" },
  },
] as const;

describe("a report in prose", () => {
  it.each(FORMS)("by $server is understood, and concerns no other recipient", async (form) => {
    const mail = plain(form.text, "headers" in form ? form.headers : {});
    const reading = await readBounce(mail);
    expect(reading).toMatchObject({ kind: "delivery-report", isStandard: false });
    const recipients = reading.kind === "delivery-report" ? reading.recipients : [];
    expect(recipients).toMatchObject([{ address: "ada@example.org", ...form.expected }]);
  });

  it("is understood if the announced boundary is missing", async () => {
    const type = "multipart/report; report-type=delivery-status; boundary=never";
    const mail = plain("Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1\n", {
      "Content-Type": type,
    });
    expect(await readBounce(mail)).toMatchObject({
      recipients: [{ address: "ada@example.org", verdict: "permanent" }],
    });
  });

  it("is understood after the first line of a mailbox file", async () => {
    const mail = Buffer.concat([
      Buffer.from("From MAILER-DAEMON Thu Apr 29 16:51:04 2007\r\n"),
      plain("<ada@example.org>:\n550 5.1.1 no such user"),
    ]);
    expect(await readBounce(mail)).toMatchObject({ recipients: [{ verdict: "permanent" }] });
  });
});

describe("a mail that is not a report", () => {
  it.each([
    ["by its subject", { Subject: "Out of office: back on Monday", From: "ada@example.org" }],
    ["in French", { Subject: "Réponse automatique : absent", From: "ada@example.org" }],
    ["by its header", { Subject: "Re: hello", "X-Autoreply": "yes", From: "ada@example.org" }],
    ["by RFC 3834", { Subject: "Re: hello", "Auto-Submitted": "auto-replied", From: "ada@example.org" }],
    ["by its precedence", { Subject: "Re: hello", Precedence: "auto_reply", From: "ada@example.org" }],
  ])("is an automatic answer, recognized %s", async (_, headers) => {
    const mail = plain("I am away. If it failed, write to bob@example.org: 550 5.1.1", headers);
    expect(await readBounce(mail)).toMatchObject({ kind: "not-a-bounce", why: "automatic-answer" });
  });

  it.each([
    ["a letter", plain("Who are you?", { From: "ada@example.org", Subject: "hello" })],
    [
      "a letter that quotes a report",
      plain("> 550 5.1.1 <ada@example.org>: User unknown", {
        From: "bob@example.org",
        Subject: "Re: appointment",
      }),
    ],
    [
      "a letter about a problem",
      plain("There is a problem: bob@example.org does not exist.", {
        From: "ada@example.org",
        Subject: "A problem with the address",
      }),
    ],
    [
      "a letter that passes a report on",
      plain("What is this?\n> <bob@example.org>: 550 5.1.1 User unknown", {
        From: "ada@example.org",
        Subject: "Fwd: Undelivered Mail",
      }),
    ],
    [
      "a daily report about DMARC",
      plain("Failures: 3. Contact help@example.net", {
        From: "postmaster@dmarc.example.net",
        Subject: "Report Domain: example.org Submitter: example.net Report-ID: <1>",
      }),
    ],
    ["a report that names nobody", plain("It failed, sorry.")],
    ["a notice that nothing failed", plain("All is well, ada@example.org", { Subject: "Your statistics" })],
  ])("is %s", async (_, mail) => {
    expect(await readBounce(mail)).toMatchObject({ kind: "not-a-bounce", why: "no-report" });
  });
});
