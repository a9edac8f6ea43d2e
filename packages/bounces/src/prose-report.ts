import { addressesIn } from "./address.ts";
import { type Fields, fieldOf } from "./fields.ts";
import { judge } from "./judge.ts";
import { aboutRecipient, proseLines, startedBy } from "./prose.ts";
import type { Action, ReportedRecipient } from "./reading.ts";
import { codesIn } from "./status-code.ts";
import { type MailPieces, returnedHeaders } from "./take-apart.ts";

const MAX_RECIPIENTS = 20;

const DAEMON =
  /mailer-daemon|post ?master|mail (?:delivery|daemon|administrator|router)|maildelivery|mdaemon|delivery (?:sub)?system|mail ?server|bounce|symantec|message[ _-]?transfer|(?:^|[<\s])mmdf|mail system|notification|daemon@/i;
const SUBJECT =
  /undeliver|un-?deliver|returned mail|(?:delivery|mail|message|sending).{0,30}(?:fail|status|error|problem|reject|delay|system|could|notif|unable|warning)|fail(?:ed|ure)?.{0,20}(?:deliver|notice|notif|mail|message|send)|non[ -]?(?:delivery|remis)|could not (?:be delivered|send)|not (?:be )?deliver|error sending|problem|rejected|bounce|dsn|returned to sender|returning|mail could not|unable to deliver|warning: |(?:echec|échec|non)[^a-z].{0,20}(?:remis|distribu|livr)|adresse|unzustellbar|配信|エラー/i;
const DELAYED =
  /(?:been delayed|message is delayed|\(delay\)|has not been delivered (?:yet|for)|not yet|warning only|still being (?:retried|tried)|will (?:be|keep|continue) (?:retr|try)|no action is required|do not need to resend|temporary (?:problem|failure)[^.]{0,60}(?:will|retry)|delivery attempts will continue)/i;
const FAILED =
  /fail|undeliver|could(?: not|n'?t)|unable|not (?:be )?(?:delivered|reach|found|accept)|reject|return|error|unknown|bounce|sorry|refused|did not reach|gave up|giving up|invalid|denied|problem|できません|エラー|配信|full|exceed|exist|expired/i;

/**
 * Reads a report in prose: from qmail, Exim, old Sendmail and Exchange, and hundreds of others.
 *
 * Believed only when the mail comes from a mail system by its sender or its subject, speaks of a failure, and
 * names somebody; so an answer that quotes a report is none.
 */
export function readProseReport(mail: MailPieces): readonly ReportedRecipient[] {
  if (!isFromMailSystem(mail)) return [];
  const lines = proseLines(mail.text);
  const prose = lines.join("\n");
  const said = `${mail.subject}\n${prose}`.slice(0, 20_000);
  const overall: Action | undefined = DELAYED.test(said)
    ? "delayed"
    : FAILED.test(said)
      ? "failed"
      : undefined;
  if (overall === undefined) return [];
  return namedIn(mail, lines).map((address) => {
    const words = aboutRecipient(lines, address);
    const { enhanced, reply } = codesIn(words);
    const action = overall === "delayed" && !enhanced.startsWith("5.") && reply < 500 ? "delayed" : "failed";
    return { address, original: undefined, action, ...judge({ action, status: "", words, prose }) };
  });
}

function isFromMailSystem({ headers, subject, text, returned }: MailPieces): boolean {
  if (headers.has("x-failed-recipients")) return true;
  if (
    returned !== "" &&
    /(?:could not|couldn't|cannot) be delivered|undeliverable/i.test(text.slice(0, 4_000))
  )
    return true;
  const from = `${fieldOf(headers, "from")} ${fieldOf(headers, "return-path")}`;
  const isNull = /^<\s{0,3}>$/.test(fieldOf(headers, "return-path"));
  return (
    (DAEMON.test(from.slice(0, 500)) || isNull || SUBJECT.test(subject)) &&
    (SUBJECT.test(subject) || DAEMON.test(from.slice(0, 500)))
  );
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
  return others(
    addressesIn(
      fieldOf(returnedHeaders(returned || afterProse(text, lines)), "to", "x-rcpt-to", "delivered-to"),
      5,
    ),
  );
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
