import { type Channel, isChannel, MessageError, type Signer } from "@relance/spec";

/** Length of a signature made by {@link Signer.sign}: 96 bits in base64url. */
const SIGNATURE_LENGTH = 16;
/** So much of a contact's hash tells apart the contacts that one recipient has, or had: 18 bits. */
const CONTACT_LENGTH = 3;

/** What an acknowledgement link of ours says. */
interface AcknowledgeLink {
  readonly enrollment: number;
  /** Beginning of the hash of the contact that it was sent to; absent = made for no contact in particular. */
  readonly contact: string | undefined;
}

/** Addresses that leave the house inside messages, and what they mean when they come back. */
export interface Links {
  /**
   * `contact` is the hash of the contact that it is sent to, so that "I am not the right recipient" strikes out this
   * one.
   * @throws {MessageError} `message/missing-variable` without a public address
   */
  acknowledge(enrollment: number, contact?: string): string;
  /**
   * Names the contact that got the message by its keyed hashes, one an index key: the recipient may have another
   * address by the time of the click.
   * @throws {MessageError} `message/missing-variable` without a public address
   */
  optOut(enrollment: number, channel: string, digests: readonly string[]): string;
  /** Where a provider's API reports about one attempt; carries the attempt id and our signature. */
  callback(provider: string, attemptId: string): string | undefined;
  /**
   * Where a provider's API reports about everything of one provider; `isSigned` adds our signature, the only proof of
   * the sender.
   */
  ownAddress(route: "receipts" | "inbound", provider: string, isSigned: boolean): string | undefined;
  verifyCallback(provider: string, attemptId: string, signature: string): boolean;
  /** What an acknowledgement token says, if we made it. */
  acknowledgement(token: string): AcknowledgeLink | undefined;
}

/**
 * Tokens are derived, not stored: a keyed signature of (purpose, enrollment) in front of the id. A copy of the
 * database therefore holds no link that works, and 650,000 links cost no row (docs/decisions/0003).
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

/** Whom an opt-out link is about: a contact, by its keyed hash under each index key there was. */
export interface OptOutTarget {
  readonly enrollment: number;
  readonly channel: Channel;
  readonly digests: readonly [string, ...string[]];
}

/** The contact behind an opt-out token, if we made it. */
export function optOutTarget(signer: Signer, token: string): OptOutTarget | undefined {
  const id = token.slice(SIGNATURE_LENGTH);
  const parts = /^([0-9a-z]{1,11})~([a-z][a-z0-9]{1,19})~((?:[\w-]{16}){1,4})$/.exec(id);
  if (parts === null || !signer.verify("opt-out", id, token.slice(0, SIGNATURE_LENGTH))) return undefined;
  const [, enrollment = "", name = "", text = ""] = parts;
  const [digest = "", ...others] = text.match(/.{16}/g) ?? [];
  if (!isChannel(name)) return undefined;
  return { enrollment: Number.parseInt(enrollment, 36), channel: name, digests: [digest, ...others] };
}
