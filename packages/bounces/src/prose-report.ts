import { addressesIn } from "./address.ts";
import { type Fields, fieldOf } from "./fields.ts";
import { judge } from "./judge.ts";
import { isFromMailSystem } from "./mail-system.ts";
import { aboutRecipient, proseLines, startedBy } from "./prose.ts";
import type { Action, ReportedRecipient } from "./reading.ts";
import { codesIn } from "./status-code.ts";
import { type MailPieces, returnedHeaders } from "./take-apart.ts";

const MAX_RECIPIENTS = 20;

/** The server goes on trying. */
const DELAYED: readonly RegExp[] = [
  /been delayed|message is delayed|\(delay\)|not been delivered (?:yet|for)|not yet|warning only/i,
  /still being (?:retried|tried)|will (?:be|keep|continue) (?:retr|try)|delivery attempts will continue/i,
  /no action is required|do not need to resend|temporary (?:problem|failure)[^.]{0,60}(?:will|retry)/i,
];
/** It did not arrive. */
const FAILED: readonly RegExp[] = [
  /fail|undeliver|could(?: not|n'?t)|unable|not (?:be )?(?:delivered|reach|found|accept)|did not reach/i,
  /reject|return|error|unknown|bounce|sorry|refused|g[ai]ve? ?up|giving up|invalid|denied|problem/i,
  /full|exceed|exist|expired|できません|エラー|配信/i,
];

/**
 * Reads a report in prose: from qmail, Exim, old Sendmail and Exchange, and hundreds of others.
 *
 * Believed only when the mail comes from a mail system by its sender or its subject, speaks of a failure, and
 * names somebody; so an answer that quotes a report is none.
 */
export function readProseReport(mail: MailPieces): readonly ReportedRecipient[] {
  if (!isFromMailSystem(mail) || isAggregate(mail)) return [];
  const lines = proseLines(mail.text);
  const prose = lines.join("\n");
  const overall = overallOf(`${mail.subject}\n${prose}`.slice(0, 20_000));
  if (overall === undefined) return [];
  return namedIn(mail, lines).map((address) => {
    const words = aboutRecipient(lines, address);
    const { enhanced, reply } = codesIn(words);
    const action = overall === "delayed" && !enhanced.startsWith("5.") && reply < 500 ? "delayed" : "failed";
    return { address, original: undefined, action, ...judge({ action, status: "", words, prose }) };
  });
}

function overallOf(said: string): Action | undefined {
  if (DELAYED.some((words) => words.test(said))) return "delayed";
  return FAILED.some((words) => words.test(said)) ? "failed" : undefined;
}

/** Whom the report is about: the header that says so, lines that begin with an address, any address, the returned mail's. */
function namedIn({ headers, text, returned }: MailPieces, lines: readonly string[]): readonly string[] {
  const listed = (headers.get("x-failed-recipients") ?? []).flatMap((value) => addressesIn(value));
  if (listed.length > 0) return listed.slice(0, MAX_RECIPIENTS);
  const ours = ownAddresses(headers);
  const others = (addresses: Iterable<string>) => {
    const foreign = [...new Set(addresses)].filter((address) => !ours.has(address));
    const people = foreign.filter((address) => !isSystem(address));
    return (people.length > 0 ? people : foreign).slice(0, MAX_RECIPIENTS);
  };
  const starting = others(lines.map(startedBy).filter((address) => address !== undefined));
  if (starting.length > 0) return starting;
  const mentioned = others(addressesIn(lines.join("\n")));
  if (mentioned.length > 0) return mentioned.slice(0, 1);
  const returnedTo = fieldOf(returnedHeaders(returned || afterProse(text, lines)), "to", "x-rcpt-to", "delivered-to");
  return others(addressesIn(returnedTo, 5));
}

/** What follows the prose inside the same text: the returned mail, where it is no part of its own. */
function afterProse(text: string, lines: readonly string[]): string {
  return text
    .split(/\r?\n|\r/)
    .slice(lines.length)
    .join("\n")
    .trimStart();
}

/** Everybody who took part in the report itself. */
function ownAddresses(headers: Fields): ReadonlySet<string> {
  const names = ["to", "from", "delivered-to", "return-path", "reply-to", "cc"];
  return new Set(names.flatMap((name) => headers.get(name) ?? []).flatMap((value) => addressesIn(value)));
}

function isSystem(address: string): boolean {
  return /^(?:mailer-daemon|postmaster|abuse|help|support|helpdesk|webmaster|mailmaster)@/.test(address);
}

/** What DMARC's daily reports carry in their subject (RFC 7489, 7.2.1.1). */
function isAggregate({ subject }: MailPieces): boolean {
  return /^\s{0,4}report domain:/i.test(subject);
}
