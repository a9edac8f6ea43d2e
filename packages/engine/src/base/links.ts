import { type Channel, isChannel, MessageError, type Signer } from "@relance/spec";

/** Length of a signature that {@link Signer.sign} returns: 96 bits in base64url. */
const SIGNATURE_LENGTH = 16;
/** Length of a contact's hash in a link (18 bits), enough to distinguish the contacts of one recipient. */
const CONTACT_LENGTH = 3;

interface AcknowledgeLink {
  readonly enrollment: number;
  /** Prefix of the contact's hash; absent if the link is for no particular contact. */
  readonly contact: string | undefined;
}

export interface Links {
  /**
   * `contact` is the hash of the link's contact, which "I am not the right recipient" marks as wrong.
   * @throws {MessageError} `message/missing-variable` if no `publicUrl` is configured
   */
  acknowledge(enrollment: number, contact?: string): string;
  /**
   * Names the contact by its keyed hashes, one per index key, because its address may change before the link is opened.
   * @throws {MessageError} `message/missing-variable` if no `publicUrl` is configured
   */
  optOut(enrollment: number, channel: string, digests: readonly string[]): string;
  /** The URL to which a vendor reports about one attempt. This URL contains the attempt id and our signature. */
  callback(provider: string, attemptId: string): string | undefined;
  /** The URL for reports about all messages of a provider. With `isSigned`, its signature authorizes the sender. */
  ownAddress(route: "receipts" | "inbound", provider: string, isSigned: boolean): string | undefined;
  verifyCallback(provider: string, attemptId: string, signature: string): boolean;
  /** Returns the content of an acknowledgement token, or `undefined` if we did not sign the token. */
  acknowledgement(token: string): AcknowledgeLink | undefined;
}

/**
 * Tokens are derived, not stored: a token is a keyed signature of purpose and enrollment, followed by the enrollment's
 * id. A copy of the database contains no valid link, and 650,000 links need no rows (docs/decisions/0003).
 */
export function createLinks(signer: Signer, publicUrl: string | undefined): Links {
  const base = publicUrl?.replace(/\/+$/, "") ?? "";
  const baseOf = (name: string): string => {
    if (base !== "") return base;
    throw new MessageError("message/missing-variable", `${name} needs the gateway's publicUrl`);
  };
  return {
    acknowledge(enrollment, contact) {
      const suffix = contact === undefined ? "" : `-${contact.slice(0, CONTACT_LENGTH)}`;
      const id = `${enrollment.toString(36)}${suffix}`;
      return `${baseOf("ack.url")}/a/${signer.sign("acknowledge", id)}${id}`;
    },
    optOut(enrollment, channel, digests) {
      const id = `${enrollment.toString(36)}~${channel}~${digests.join("")}`;
      return `${baseOf("optout.url")}/u/${signer.sign("opt-out", id)}${id}`;
    },
    callback(provider, attemptId) {
      if (base === "") return undefined;
      const signature = signer.sign("callback", `${provider} ${attemptId}`);
      return `${base}/receipts/${provider}?a=${attemptId}&s=${signature}`;
    },
    ownAddress(route, provider, isSigned) {
      if (base === "") return undefined;
      return `${base}/${route}/${provider}${isSigned ? `?s=${signer.sign("callback", `${provider} `)}` : ""}`;
    },
    verifyCallback: (provider, attemptId, signature) =>
      signer.verify("callback", `${provider} ${attemptId}`, signature),
    acknowledgement(token) {
      const id = token.slice(SIGNATURE_LENGTH);
      const parts = /^([0-9a-z]{1,11})(?:-([\w-]{3}))?$/.exec(id);
      if (parts === null || !signer.verify("acknowledge", id, token.slice(0, SIGNATURE_LENGTH))) return undefined;
      const [, enrollment = "", contact] = parts;
      return { enrollment: Number.parseInt(enrollment, 36), contact };
    },
  };
}

/** The contact of an opt-out link, as one keyed hash per index key. */
export interface OptOutTarget {
  readonly enrollment: number;
  readonly channel: Channel;
  readonly digests: readonly [string, ...string[]];
}

/** Returns the contact of an opt-out token, or `undefined` if we did not sign the token. */
export function optOutTarget(signer: Signer, token: string): OptOutTarget | undefined {
  const id = token.slice(SIGNATURE_LENGTH);
  const parts = /^([0-9a-z]{1,11})~([a-z][a-z0-9]{1,19})~((?:[\w-]{16}){1,4})$/.exec(id);
  if (parts === null || !signer.verify("opt-out", id, token.slice(0, SIGNATURE_LENGTH))) return undefined;
  const [, enrollment = "", name = "", text = ""] = parts;
  const [digest = "", ...others] = text.match(/.{16}/g) ?? [];
  if (!isChannel(name)) return undefined;
  return { enrollment: Number.parseInt(enrollment, 36), channel: name, digests: [digest, ...others] };
}
