export interface DsnFacts {
  readonly to: string;
  readonly recipient?: string;
  readonly original?: string;
  readonly action?: string;
  readonly status?: string;
  readonly diagnosis?: string;
}

export function dsn({
  to,
  recipient = "ada@example.org",
  original = recipient,
  action = "failed",
  status = "5.1.1",
  diagnosis = "smtp; 550 5.1.1 no such user here",
}: DsnFacts): string {
  const lines = [
    "Return-Path: <>",
    `Delivered-To: ${to}`,
    "Date: Tue, 24 Nov 2026 22:51:34 +0000 (UTC)",
    "From: Mail Delivery System <MAILER-DAEMON@mx.example.net>",
    "Subject: Undelivered Mail Returned to Sender",
    `To: ${to}`,
    "Auto-Submitted: auto-replied",
    "MIME-Version: 1.0",
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b/1"',
    "",
    "This is a MIME-encapsulated message.",
    "",
    "--b/1",
    "Content-Type: text/plain; charset=us-ascii",
    "",
    `<${recipient}>: ${diagnosis}`,
    "",
    "--b/1",
    "Content-Type: message/delivery-status",
    "",
    "Reporting-MTA: dns; mx.example.net",
    "",
    `Final-Recipient: rfc822; ${recipient}`,
    `Original-Recipient: rfc822;${original}`,
    `Action: ${action}`,
    `Status: ${status}`,
    `Diagnostic-Code: ${diagnosis}`,
    "",
    "--b/1",
    "Content-Type: text/rfc822-headers",
    "",
    `Return-Path: <${to}>`,
    `To: ${recipient}`,
    "",
    "--b/1--",
    "",
  ];
  return lines.join("\r\n");
}

/**
 * Returns a complaint in the format of RFC 5965, addressed to the feedback loop and not to the return path. The
 * returned mail contains `optOutUrl`.
 */
export function complaint(returnPath: string, recipient: string, feedback = "abuse", optOutUrl?: string): string {
  const lines = [
    "From: feedback@mailbox.example",
    "To: fbl@example.org",
    "Subject: FW: Your appointment",
    "MIME-Version: 1.0",
    "Content-Type: multipart/report; report-type=feedback-report; boundary=b",
    "",
    "--b",
    "",
    "This is an abuse report.",
    "--b",
    "Content-Type: message/feedback-report",
    "",
    `Feedback-Type: ${feedback}`,
    "Version: 1",
    `Original-Mail-From: <${returnPath}>`,
    `Original-Rcpt-To: ${recipient}`,
    "",
    "--b",
    "Content-Type: message/rfc822",
    "",
    `To: ${recipient}`,
    ...(optOutUrl === undefined ? [] : [`X-Relance-Opt-Out: <${optOutUrl}>`]),
    "Subject: Your appointment",
    "",
    "Please confirm.",
    "--b--",
    "",
  ];
  return lines.join("\r\n");
}
