import type { Signer } from "@relance/spec";
import { contactDigests } from "../contact-names.ts";
import { percentDecoded } from "./percent-decoded.ts";

/** What is not part of a mailbox in front of its `@`. */
const NO_LOCAL = /[\s"'<>()[\],;:&=?@]/;
const NO_DOMAIN = /[^a-z0-9.-]/;
const MOST_LOCAL = 64;
const MOST_DOMAIN = 255;
const NUMBER = /(?<!\d)\d{7,15}(?!\d)/g;
/** Most addresses of one request: hashing them takes some milliseconds. */
const MOST = 1_000;

/**
 * Keyed hashes of whatever reads like an address in a request, also where it is encoded as forms do: by them the request
 * is found again when somebody is forgotten, although nobody can look into it. Time and memory grow with the bytes alone.
 */
export function addressMentions(signer: Signer, request: Uint8Array): string[] {
  const text = new TextDecoder().decode(percentDecoded(request));
  const numbers = new Set(text.match(NUMBER)?.slice(0, MOST));
  return [
    ...mailboxesIn(text.toLowerCase()).flatMap((address) => contactDigests({ signer }, "email", address)),
    ...[...numbers].flatMap((digits) => contactDigests({ signer }, "sms", `+${digits}`)),
  ];
}

/** Looks from each `@` both ways, so that a long text without one costs nothing. */
function mailboxesIn(text: string): string[] {
  const found = new Set<string>();
  for (let at = text.indexOf("@"); at >= 0 && found.size < MOST; at = text.indexOf("@", at + 1)) {
    let start = at;
    while (start > 0 && at - start < MOST_LOCAL && !NO_LOCAL.test(text.charAt(start - 1))) start -= 1;
    let end = at + 1;
    while (end < text.length && end - at <= MOST_DOMAIN && !NO_DOMAIN.test(text.charAt(end))) end += 1;
    while (text.charAt(end - 1) === ".") end -= 1; // that of a sentence
    if (start < at && end > at + 1) found.add(text.slice(start, end));
  }
  return [...found];
}
