import { describe, expect, it } from "vitest";
import { type Complaint, readBounce } from "../src/index.ts";
import { plain, report } from "./support/mail.ts";

async function recipientsIn(mail: Uint8Array) {
  const reading = await readBounce(mail);
  expect(reading.kind).toBe("delivery-report");
  return reading.kind === "delivery-report" ? reading.recipients : [];
}

function postfix(
  answer: string,
  command = "RCPT TO",
  status = /\d\.\d+\.\d+/.exec(answer)?.[0] ?? "5.0.0",
): Uint8Array {
  const fields = [
    "Reporting-MTA: dns; mail.example.com",
    "",
    "Final-Recipient: rfc822; ada@example.org",
    "Original-Recipient: rfc822;ada@example.org",
    "Action: failed",
    `Status: ${status}`,
    "Remote-MTA: dns; mx.example.org",
    `Diagnostic-Code: smtp; ${answer}`,
  ];
  const prose = [
    "This is the mail system at host mail.example.com.",
    "",
    "I'm sorry to have to inform you that your message could not",
    "be delivered to one or more recipients. It's attached below.",
    "",
    `<ada@example.org>: host mx.example.org[192.0.2.25] said: ${answer} (in reply to ${command} command)`,
  ];
  return report(fields.join("\n"), prose.join("\n"));
}

/** Replies that suggest a dead address but concern the system, the mail, the policy, or the sender. */
const OF_SOMETHING_ELSE: readonly (readonly [string, Uint8Array])[] = [
  [
    "5.6.0 behind Postfix's general prefix",
    postfix("554 5.6.0 <ada@example.org>: Recipient address rejected: Message contains invalid header"),
  ],
  [
    "5.3.0 behind Postfix's general prefix",
    postfix("554 5.3.0 <ada@example.org>: Recipient address rejected: Alias expansion error"),
  ],
  [
    "5.7.26 behind Postfix's general prefix",
    postfix("550 5.7.26 <ada@example.org>: Recipient address rejected: Multiple authentication checks failed"),
  ],
  [
    "the general prefix and no reason",
    postfix("554 <ada@example.org>: Recipient address rejected: See http://example.org/why"),
  ],
  [
    "5.7.26 in the Status field against words without a code",
    postfix("550 <ada@example.org>: User unknown", "RCPT TO", "5.7.26"),
  ],
  [
    "the sender's domain, with 5.1.7",
    postfix("550 5.1.7 <bounces@mail.example.com>: address does not exist, domain not found"),
  ],
  [
    "the sender's domain, with 5.1.8",
    postfix("553 5.1.8 <bounces@mail.example.com>... Unknown domain mail.example.com does not exist"),
  ],
  ["the sender, in reply to MAIL FROM", postfix("550 No such user here", "MAIL FROM")],
  ["our HELO", postfix("550 5.1.2 Host mail.example.com not found", "EHLO")],
  ["our HELO, by name", postfix("550 5.0.0 <mail.example.com>: Helo command rejected: Host not found")],
  ["a 421 for a host out of reach", postfix("421 host mx.example.org not reachable", "RCPT TO", "5.0.0")],
  ["a 450 given up on", postfix("450 4.1.1 <ada@example.org>: User unknown in local recipient table")],
  ["the recipient's preferences", postfix("550 5.1.0 <ada@example.org> message refused due to recipient preferences")],
  [
    "another mailbox of the same domain, such as a member of a list",
    postfix("550 5.1.1 <bob@example.org>: User unknown"),
  ],
  ["5.1.0 and no words", postfix("550 5.1.0 Sorry")],
  [
    "a full disk in the prose against 5.1.1 in the fields",
    report(
      "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown",
      "Your message to <ada@example.org> was rejected: not enough disk space",
    ),
  ],
  [
    "our domain in the prose, in another language",
    report(
      "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1",
      "Unzustellbar an <ada@example.org>: Ihre Domain existiert nicht",
    ),
  ],
  ["no code, in prose", plain("<ada@example.org>: user unknown")],
  ["a code without a command, in prose", plain("<ada@example.org>: host mx.example.org said: 550 No such user")],
  [
    "fields without a Status",
    report("Final-Recipient: rfc822; ada@example.org\nAction: failed\nDiagnostic-Code: smtp; 550 No such user"),
  ],
  ["a temporary cause in French", postfix("550 5.1.1 <ada@example.org>: Utilisateur inconnu, veuillez réessayer")],
  ["a temporary cause in German", postfix("550 5.1.1 <ada@example.org>: Empfänger unbekannt, bitte erneut versuchen")],
  ["a temporary cause in Italian", postfix("550 5.1.1 <ada@example.org>: Utente sconosciuto, riprovare tra un'ora")],
  ["a temporary cause in Portuguese", postfix("550 5.1.1 <ada@example.org>: Usuário desconhecido, tente novamente")],
  ["a temporary cause in Dutch", postfix("550 5.1.1 <ada@example.org>: Gebruiker onbekend, probeer het opnieuw")],
  ["a temporary cause in Japanese", postfix("550 5.1.1 <ada@example.org>: 宛先が不明です。後ほど再送してください")],
  ["a temporary cause in Chinese", postfix("550 5.1.1 <ada@example.org>: 用户不存在，请重试")],
];

describe("an address stays valid after a bounce that may mean something else", () => {
  it.each(OF_SOMETHING_ELSE)("such as %s", async (_, mail) => {
    expect(await recipientsIn(mail)).toMatchObject([{ address: "ada@example.org", verdict: "temporary" }]);
  });
});

const DOMINO = [
  "メッセージは次の受信者に配信されませんでした:",
  "",
  "  ada@example.org",
  "",
  "理由:",
  "  ユーザー Ada Lovelace (ada@example.org) は Domino ディレクトリのリストにありません",
].join("\n");

const MAIL_LOCAL = [
  "   ----- The following addresses had permanent fatal errors -----",
  "<ada@example.org>",
  "",
  "   ----- Transcript of session follows -----",
  "mail.local: unknown user: ada",
  "550 <ada@example.org>... User unknown",
].join("\n");

const DEAD: readonly (readonly [string, Uint8Array])[] = [
  ["a refusal of RCPT TO with 5.1.1", postfix("550 5.1.1 <ada@example.org>: Recipient address rejected: User unknown")],
  ["a refusal of RCPT TO without a code", postfix("550 No such user here")],
  [
    "the edge of Exchange Online",
    postfix("550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [mx.example.org]"),
  ],
  ["Domino in Japanese", plain(DOMINO, { Subject: "DELIVERY FAILURE", "Content-Type": "text/plain; charset=utf-8" })],
  ["mail.local in a transcript", plain(MAIL_LOCAL)],
  [
    "mail.local in the fields",
    report(
      "Final-Recipient: rfc822; ada@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: X-Unix; mail.local: unknown user: ada",
      MAIL_LOCAL,
    ),
  ],
];

describe("an address is invalid after an unambiguous bounce", () => {
  it.each(DEAD)("such as %s", async (_, mail) => {
    expect(await recipientsIn(mail)).toMatchObject([
      { address: "ada@example.org", verdict: "permanent", reason: "user-unknown" },
    ]);
  });
});

describe("several recipients in one transcript", () => {
  const transcript = [
    "   ----- The following addresses had permanent fatal errors -----",
    "<ada@example.org>",
    "<bob@example.org>",
    "<cy@example.org>",
    "",
    "   ----- Transcript of session follows -----",
    "... while talking to mx.example.org.:",
    ">>> RCPT To:<ada@example.org>",
    "<<< 550 5.1.1 <ada@example.org>... User unknown",
    "550 <ada@example.org>... User unknown",
    ">>> RCPT To:<bob@example.org>",
    "<<< 552 5.2.2 <bob@example.org>... Mailbox full",
    "554 <bob@example.org>... Service unavailable",
    "",
    "   ----- Original message follows -----",
    "To: ada@example.org",
  ].join("\n");
  const each = [
    { address: "ada@example.org", verdict: "permanent", reason: "user-unknown" },
    { address: "bob@example.org", verdict: "temporary", reason: "mailbox-full" },
    { address: "cy@example.org", verdict: "temporary", reason: "unclear" },
  ];

  it("are each judged by their own lines", async () => {
    expect(await recipientsIn(plain(transcript))).toMatchObject(each);
  });

  it("are each judged by their own lines if the fields report only a failure", async () => {
    const fields = each.map(({ address }) => `Final-Recipient: rfc822; ${address}\nAction: failed\nStatus: 5.0.0\n`);
    expect(await recipientsIn(report(fields.join("\n"), transcript))).toMatchObject([
      { address: "ada@example.org", reason: "user-unknown" },
      each[1],
      each[2],
    ]);
  });

  it("keep a mail.local line apart from the recipient before it", async () => {
    const text = [
      "<bob@example.org>",
      "<ada@example.org>",
      "",
      "   ----- Transcript of session follows -----",
      "550 <bob@example.org>... Can't create output",
      "mail.local: unknown user: ada",
      "550 5.1.1 <ada@example.org>... User unknown",
    ].join("\n");
    expect(await recipientsIn(plain(text))).toMatchObject([
      { address: "bob@example.org", verdict: "temporary" },
      { address: "ada@example.org", verdict: "permanent" },
    ]);
  });
});

describe("a complaint that Amazon SES sends through SNS", () => {
  const mailed = { From: "no-reply@sns.amazonaws.com", Subject: "AWS Notification Message" };
  const complaint = (more: object) => ({
    notificationType: "Complaint",
    complaint: {
      complainedRecipients: [{ emailAddress: "Ada@example.org" }],
      arrivalDate: "2026-11-24T22:51:34.000Z",
      timestamp: "2026-11-24T22:51:36.000Z",
      feedbackId: "0100019ab1-000000",
      ...more,
    },
    mail: { source: "bounces@mail.example.com", destination: ["ada@example.org"], messageId: "0100019ab1" },
  });
  const footer = "\n\n--\nIf you wish to stop receiving notifications from this topic, please visit the link below";

  it.each<[string, string]>([
    ["bare", JSON.stringify(complaint({ complaintFeedbackType: "abuse" }), null, 2) + footer],
    ["as the Message of SNS", JSON.stringify({ Type: "Notification", Message: JSON.stringify(complaint({})) })],
    ["as an event", JSON.stringify({ ...complaint({}), notificationType: undefined, eventType: "Complaint" })],
  ])("is a complaint: %s", async (_, text) => {
    const { kind, feedback, recipients } = (await readBounce(plain(text, mailed))) as Complaint;
    expect({ kind, feedback, recipients }).toEqual({
      kind: "complaint",
      feedback: "abuse",
      recipients: ["ada@example.org"],
    });
  });

  it("keeps the type from the mailbox provider", async () => {
    const text = JSON.stringify(complaint({ complaintFeedbackType: "not-spam" }));
    expect(await readBounce(plain(text, mailed))).toMatchObject({ kind: "complaint", feedback: "not-spam" });
  });

  it.each([
    ["Permanent", "General", "permanent"],
    ["Permanent", "OnAccountSuppressionList", "temporary"],
    ["Permanent", "Suppressed", "temporary"],
    ["Transient", "General", "temporary"],
    ["Undetermined", "Undetermined", "temporary"],
  ])("concerns a bounce, %s %s, which is %s whatever its status", async (bounceType, bounceSubType, verdict) => {
    const bouncedRecipients = [{ emailAddress: "ada@example.org", action: "failed", status: "5.1.1" }];
    const notice = { notificationType: "Bounce", bounce: { bounceType, bounceSubType, bouncedRecipients } };
    expect(await recipientsIn(plain(JSON.stringify(notice), mailed))).toMatchObject([{ verdict }]);
  });

  it("is a failure if SES sent nothing, because its own list suppresses the address", async () => {
    const text = JSON.stringify(complaint({ complaintSubType: "OnAccountSuppressionList" }));
    expect(await recipientsIn(plain(text, mailed))).toMatchObject([
      { address: "ada@example.org", action: "failed", verdict: "temporary" },
    ]);
  });
});
