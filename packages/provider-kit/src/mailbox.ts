import { domainToASCII } from "node:url";

/** Characters with a meaning in address lists or in SMTP, blanks and control characters: none may reach a command. */
const FORBIDDEN = /[\p{C}\p{Z},;:<>()[\]"\\]/u;

/**
 * True for exactly one plain mailbox, `local@domain`.
 *
 * Stricter than RFC 5322 on purpose. A text such as `b@example.org\r\nBcc: c@example.org` is a list to a mail
 * library, and the message would go to a stranger; quotes, comments and address literals are never needed here.
 */
export function isMailbox(text: string): boolean {
  const [local = "", domain = "", ...more] = text.split("@");
  if (more.length > 0 || FORBIDDEN.test(text)) return false;
  if (local === "" || Buffer.byteLength(local) > 64 || Buffer.byteLength(text) > 254) return false;
  const host = domainToASCII(domain);
  return host !== "" && /^[^.]+(\.[^.]+)*$/.test(domain) && !/^[\d.]+$/.test(host);
}

/** The part behind the `@`, as the DNS writes it. */
export function domainOf(mailbox: string): string {
  return domainToASCII(mailbox.slice(mailbox.indexOf("@") + 1));
}
