import { judge } from "./judge.ts";
import { type Action, addressesIn, addressIn, MAX_RECIPIENTS, type ReportedRecipient } from "./reading.ts";
import { codesIn } from "./reason.ts";
import { type Fields, type MailPieces, readField, returnedHeaders } from "./take-apart.ts";

const SENDERS =
  /mailer-daemon|daemon@|post ?master|maildelivery|mdaemon|delivery (?:sub)?system|bounce|symantec|message[ _-]?transfer|(?:^|[<\s])mmdf|notification|mail ?(?:server|delivery|daemon|administrator|router|system)/i;

const SUBJECTS: readonly RegExp[] = [
  /undeliver|un-deliver|returned mail|return(?:ed|ing) to sender|not (?:be )?deliver|unable to deliver|could not (?:be|send)/i,
  /(?:delivery|mail|message|sending).{0,30}(?:fail|status|error|problem|reject|delay|system|could|notif|unable|warning)/i,
  /fail(?:ed|ure)?.{0,20}(?:deliver|notice|notif|mail|message|send)|error sending|non[ -]delivery|warning: /i,
  /\b(?:dsn|bounced?|rejected|problem)\b/i,
  /(?:[ée]chec|non)[^a-z].{0,20}(?:remis|distribu|livr)|non[ -]remis|unzustellbar|配信|エラー/i,
];

/** Returns whether a mail system wrote the report. The sender proves it, or the subject with other signs. */
function isFromMailSystem({ headers, subject, text, returned }: MailPieces): boolean {
  if (headers.has("x-failed-recipients")) return true;
  const path = readField(headers, "return-path");
  if (SENDERS.test(`${readField(headers, "from")} ${path}`.slice(0, 500))) return true;
  const isSaid = !isLetter(subject) && SUBJECTS.some((words) => words.test(subject));
  const isReturned = returned !== "";
  if (isReturned && /(?:could not|couldn't|cannot) be delivered|undeliverable/i.test(text.slice(0, 4_000))) return true;
  const { enhanced, reply } = codesIn(text);
  return isSaid && (isReturned || /^<\s{0,3}>$/.test(path) || enhanced !== "" || reply > 0);
}

/** Returns whether a person wrote the mail as a reply to a report, as in "Re: Undelivered mail". */
function isLetter(subject: string): boolean {
  return /^\s{0,4}(?:re|fwd?|aw|wg|tr|rv|sv)\s?:/i.test(subject);
}

const REACH = 12;
const MAX_LINES = 400;
const MAX_LINE = 1_000;

const RETURNED: readonly RegExp[] = [
  /^[\s>|*_=-]{0,40}(?:this|here|below|the following)(?: line)? (?:is|are|follows)[^.]{0,20} (?:copy|headers?|first)\b/i,
  /^[\s>|*_=-]{0,40}(?:begin |start of )?(?:the )?(?:copy of |headers? of )?(?:the |your )?(?:original|unsent|returned|undelivered|rejected|bounced) (?:message|mail|e-?mail)(?: headers?| text| body)?(?: follows?)?[\s:.|*_=-]{0,60}$/i,
  /^[\s>|*_=-]{0,40}message (?:headers?|text|content|body) follows?[\s:.|*_=-]{0,60}$/i,
  /^(?:return-path|received|dkim-signature)\s?:/i,
];

export function proseLines(text: string): readonly string[] {
  const lines: string[] = [];
  for (const line of text.split(/\r?\n|\r/)) {
    if (lines.length >= MAX_LINES) break;
    if (lines.length > 0 && RETURNED.some((start) => start.test(line.slice(0, 200)))) break;
    lines.push(line.slice(0, MAX_LINE));
  }
  return lines;
}

const OTHER_MATTER = /^[\s>]{0,40}(?:$|---|\.\.\. while talking|mail\.local:)/i;

/** Returns the lines of prose about one recipient. The reason for one recipient must not invalidate another address. */
export function aboutRecipient(lines: readonly string[], address: string, all: readonly string[]): string {
  const isAlone = all.every((other) => other === address);
  let owner: string | undefined;
  let since = 0;
  const own = lines.filter((line) => {
    const named = findOwner(line, address, all);
    since = named === undefined ? since + 1 : 0;
    if (named !== undefined) owner = named;
    else if (since > REACH || (!isAlone && OTHER_MATTER.test(line))) owner = undefined;
    return owner === address;
  });
  if (own.length > 0) return own.join("\n").slice(0, 3_000);
  return isAlone ? lines.join("\n").slice(0, 3_000) : "";
}

function findOwner(line: string, address: string, all: readonly string[]): string | undefined {
  const named = addressesIn(line);
  if (named.includes(address)) return address;
  return named.find((other) => all.includes(other)) ?? startedBy(line);
}
function startedBy(line: string): string | undefined {
  const start =
    /^[\s>*+-]{0,12}(?:to|rcpt|recipient|address|user|failed recipient|rcpt to|e-?mail|for)?\s{0,4}:?\s{0,4}(["<[(]?[^\s<>"()]{1,64}@[^\s<>"()]{1,190})/i.exec(
      line,
    )?.[1];
  return start === undefined ? undefined : addressIn(start);
}

const DELAYED: readonly RegExp[] = [
  /been delayed|message is delayed|\(delay\)|not been delivered (?:yet|for)|not yet|warning only/i,
  /still being (?:retried|tried)|will (?:be|keep|continue) (?:retr|try)|delivery attempts will continue/i,
  /no action is required|do not need to resend|temporary (?:problem|failure)[^.]{0,60}(?:will|retry)/i,
];
const FAILED: readonly RegExp[] = [
  /fail|undeliver|could(?: not|n'?t)|unable|not (?:be )?(?:delivered|reach|found|accept)|did not reach/i,
  /reject|return|error|unknown|bounce|sorry|refused|g[ai]ve? ?up|giving up|invalid|denied|problem/i,
  /full|exceed|exist|expired|できません|エラー|配信/i,
];

/** Reads a prose report of a mail system. Ignores replies by people who quote a report. */
export function readProseReport(mail: MailPieces): readonly ReportedRecipient[] {
  if (!isFromMailSystem(mail) || isAggregate(mail)) return [];
  const lines = proseLines(mail.text);
  const prose = lines.join("\n");
  const overall = readOverall(`${mail.subject}\n${prose}`.slice(0, 20_000));
  if (overall === undefined) return [];
  const all = namedIn(mail, lines);
  return all.map((address) => {
    const words = aboutRecipient(lines, address, all);
    const { enhanced, reply } = codesIn(words);
    const action = overall === "delayed" && !enhanced.startsWith("5.") && reply < 500 ? "delayed" : "failed";
    const rest = all.length > 1 ? "" : prose;
    return { address, original: undefined, action, ...judge({ address, action, status: "", words, prose: rest }) };
  });
}

function readOverall(said: string): Action | undefined {
  if (DELAYED.some((words) => words.test(said))) return "delayed";
  return FAILED.some((words) => words.test(said)) ? "failed" : undefined;
}

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
  const returnedTo = readField(returnedHeaders(returned || afterProse(text, lines)), "to", "x-rcpt-to", "delivered-to");
  return others(addressesIn(returnedTo, 5));
}

function afterProse(text: string, lines: readonly string[]): string {
  return text
    .split(/\r?\n|\r/)
    .slice(lines.length)
    .join("\n")
    .trimStart();
}

function ownAddresses(headers: Fields): ReadonlySet<string> {
  const names = ["to", "from", "delivered-to", "return-path", "reply-to", "cc"];
  return new Set(names.flatMap((name) => headers.get(name) ?? []).flatMap((value) => addressesIn(value)));
}

function isSystem(address: string): boolean {
  return /^(?:mailer-daemon|postmaster|abuse|help|support|helpdesk|webmaster|mailmaster)@/.test(address);
}

/** Returns whether a mail is a daily DMARC report (RFC 7489, 7.2.1.1). */
function isAggregate({ subject }: MailPieces): boolean {
  return /^\s{0,4}report domain:/i.test(subject);
}
