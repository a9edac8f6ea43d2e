import { domainToASCII } from "node:url";
import { MessageError } from "@relance/spec";

const LOCAL = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const INTERNATIONAL = /^[\p{L}\p{M}\p{N}.-]+$/u;
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/**
 * A mailbox such as `ana@example.org`, its domain in lower-case ASCII.
 *
 * Stricter than the mail standards on purpose: quotes, comments, lists, display names and control characters are
 * what address parsers disagree about, and a disagreement sends mail to somebody else.
 *
 * @throws {MessageError} `message/bad-mailbox`
 */
export function readMailbox(value: unknown): string {
  if (typeof value !== "string") throw badMailbox();
  const text = value.trim();
  const at = text.indexOf("@");
  const local = text.slice(0, Math.max(0, at));
  const domain = asciiDomain(text.slice(at + 1));
  if (at < 0 || local.length > 64 || !LOCAL.test(local)) throw badMailbox();
  if (domain === undefined || local.length + 1 + domain.length > 254) throw badMailbox();
  return `${local}@${domain}`;
}

function asciiDomain(text: string): string | undefined {
  const domain = text.toLowerCase();
  if (domain.length > 253 || !INTERNATIONAL.test(domain)) return undefined;
  const ascii = DOMAIN.test(domain) ? domain : domainToASCII(domain);
  const isName = DOMAIN.test(ascii) && !/\.\d+$/.test(ascii);
  return isName && ascii.length <= 253 ? ascii : undefined;
}

function badMailbox(): MessageError {
  return new MessageError(
    "message/bad-mailbox",
    "write one mailbox such as name@example.org, without quotes, names or lists",
  );
}
