import type { Signer } from "@relance/spec";
import { contactDigests } from "../contact-names.ts";

/** Bounded, so that no request of a stranger makes the search long. */
const MAILBOX = /[^\s"'<>()[\],;:&=?@]{1,64}@[a-z0-9.-]{1,255}/gi;
const NUMBER = /(?<!\d)\d{7,15}(?!\d)/g;
/** Most addresses of one request. */
const MOST = 200;

/**
 * Keyed hashes of whatever reads like an address in a request, also where it is encoded as forms do: by them the request
 * is found again when somebody is forgotten, although nobody can look into it.
 */
export function addressMentions(signer: Signer, request: Uint8Array): string[] {
  const text = new TextDecoder().decode(request);
  const decoded = text.replace(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  const mailboxes = new Set(decoded.toLowerCase().match(MAILBOX)?.slice(0, MOST));
  const numbers = new Set(decoded.match(NUMBER)?.slice(0, MOST));
  return [
    ...[...mailboxes].flatMap((address) => contactDigests({ signer }, "email", address.replace(/\.+$/, ""))),
    ...[...numbers].flatMap((digits) => contactDigests({ signer }, "sms", `+${digits}`)),
  ];
}
