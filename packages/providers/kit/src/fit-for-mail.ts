import { domainToASCII } from "node:url";
import { type Message, ProviderError } from "@relance/spec";

/** Refuses a message that is not one mail to one mailbox. @throws {ProviderError} `provider/bad-…` */
export function assertFitForMail(provider: string, { to, content }: Message<"email">): void {
  if (!isMailbox(to)) throw unfit(provider, "provider/bad-recipient", "the address is not one plain mailbox");
  if (/[\r\n]/.test(content.subject)) throw unfit(provider, "provider/bad-content", "the subject has a line break");
  const isOdd = content.attachments?.some(({ filename, contentType }) => /\p{C}/u.test(`${filename}${contentType}`));
  if (isOdd) throw unfit(provider, "provider/bad-content", "an attachment's name or type has a control character");
}

/** Returns opt-out headers: RFC 8058, for http RFC 2369. @throws {ProviderError} `provider/bad-content` */
export function optOutHeaders(
  provider: string,
  { optOutUrl, offersOptOut = false }: Pick<Message, "optOutUrl" | "offersOptOut">,
): Readonly<Record<string, string>> {
  if (optOutUrl === undefined || !offersOptOut) return {};
  const url = URL.parse(optOutUrl);
  if (url === null) throw unfit(provider, "provider/bad-content", "the opt-out address is not a URL");
  return {
    "List-Unsubscribe": `<${url.href}>`,
    ...(url.protocol === "https:" ? { "List-Unsubscribe-Post": "List-Unsubscribe=One-Click" } : {}),
  };
}

function unfit(provider: string, code: "provider/bad-recipient" | "provider/bad-content", fact: string): ProviderError {
  const disposition = code === "provider/bad-recipient" ? "reject" : "reroute";
  return new ProviderError(code, fact, { provider, disposition });
}

/** Matches control characters, spaces, and characters that have a meaning in address lists or SMTP. */
const FORBIDDEN = /[\p{C}\p{Z},;:<>()[\]"\\]/u;

/** Returns whether a text is one plain mailbox. Unlike RFC 5322, refuses `b@a.org\r\nBcc: c@a.org`. */
export function isMailbox(text: string): boolean {
  const [local = "", domain = "", ...more] = text.split("@");
  if (more.length > 0 || FORBIDDEN.test(text)) return false;
  if (local === "" || Buffer.byteLength(local) > 64 || Buffer.byteLength(text) > 254) return false;
  const host = domainToASCII(domain);
  return host !== "" && /^[^.]+(\.[^.]+)*$/.test(domain) && !/^[\d.]+$/.test(host);
}

/** Returns the part after the `@`, in its DNS form. */
export function mailboxDomain(mailbox: string): string {
  return domainToASCII(mailbox.slice(mailbox.indexOf("@") + 1));
}
