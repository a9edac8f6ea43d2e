import { fieldOf } from "./fields.ts";
import { codesIn } from "./status-code.ts";
import type { MailPieces } from "./take-apart.ts";

/** How mail systems call themselves in From and Return-Path. */
const SENDERS =
  /mailer-daemon|daemon@|post ?master|maildelivery|mdaemon|delivery (?:sub)?system|bounce|symantec|message[ _-]?transfer|(?:^|[<\s])mmdf|notification|mail ?(?:server|delivery|daemon|administrator|router|system)/i;

/** What the subjects of their reports say. */
const SUBJECTS: readonly RegExp[] = [
  /undeliver|un-deliver|returned mail|return(?:ed|ing) to sender|not (?:be )?deliver|unable to deliver|could not (?:be|send)/i,
  /(?:delivery|mail|message|sending).{0,30}(?:fail|status|error|problem|reject|delay|system|could|notif|unable|warning)/i,
  /fail(?:ed|ure)?.{0,20}(?:deliver|notice|notif|mail|message|send)|error sending|non[ -]delivery|warning: /i,
  /\b(?:dsn|bounced?|rejected|problem)\b/i,
  /(?:[ée]chec|non)[^a-z].{0,20}(?:remis|distribu|livr)|non[ -]remis|unzustellbar|配信|エラー/i,
];

/**
 * True for a mail that a machine wrote about a mail: by its sender, or by its subject together with a code, the
 * returned mail or an empty return path. A person's letter about "a problem" is none.
 */
export function isFromMailSystem({ headers, subject, text, returned }: MailPieces): boolean {
  if (headers.has("x-failed-recipients")) return true;
  const path = fieldOf(headers, "return-path");
  if (SENDERS.test(`${fieldOf(headers, "from")} ${path}`.slice(0, 500))) return true;
  const isSaid = !isLetter(subject) && SUBJECTS.some((words) => words.test(subject));
  const isReturned = returned !== "";
  if (isReturned && /(?:could not|couldn't|cannot) be delivered|undeliverable/i.test(text.slice(0, 4_000))) return true;
  const { enhanced, reply } = codesIn(text);
  return isSaid && (isReturned || /^<\s{0,3}>$/.test(path) || enhanced !== "" || reply > 0);
}

/** "Re: Undelivered mail": somebody writes about a report. */
function isLetter(subject: string): boolean {
  return /^\s{0,4}(?:re|fwd?|aw|wg|tr|rv|sv)\s?:/i.test(subject);
}
