import { fieldOf } from "./fields.ts";
import type { MailPieces } from "./take-apart.ts";

const ABSENT =
  /out[ -]of[ -](?:the[ -])?office|automatic (?:reply|response)|auto(?:matische|matic|mated)?[ -]?(?:re(?:ply|sponse|sponder)|antwort|answer)|vacation|away from|on (?:leave|holiday)|abwesen|absent|absence|r[ée]ponse automatique|不在/i;
const NAMES = [
  "x-autoreply",
  "x-autorespond",
  "x-autoresponder",
  "x-vacation",
  "x-auto-response-from",
  "x-mail-autoreply",
];

/**
 * Somebody's automatic answer (RFC 3834), not a report. Exim and others mark their reports "auto-replied" too, so
 * that mark alone says nothing.
 */
export function isAutomaticAnswer({ headers, subject, statuses }: MailPieces): boolean {
  if (statuses.length > 0 || headers.has("x-failed-recipients")) return false;
  if (NAMES.some((name) => headers.has(name)) || ABSENT.test(subject)) return true;
  if (/auto.?reply/i.test(fieldOf(headers, "precedence"))) return true;
  const isMarked = /^auto-(?:replied|notified)/i.test(fieldOf(headers, "auto-submitted"));
  return (
    isMarked &&
    !/mailer-daemon|postmaster|daemon|delivery|mail system/i.test(fieldOf(headers, "from")) &&
    !/deliver|fail|return/i.test(subject)
  );
}
