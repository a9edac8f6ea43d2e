import { type Channel, isChannel, MessageError, type Signer } from "@relance/spec";

/** Length of a signature: 96 bits in base64url. */
const SIGNATURE_LENGTH = 16;
/** Length of a contact's hash in a link. 18 bits suffice to distinguish the contacts of one recipient. */
const CONTACT_LENGTH = 3;

interface AcknowledgeLink {
  readonly enrollment: number;
  /** First characters of the contact's hash; absent if the link names no contact. */
  readonly contact: string | undefined;
}

export interface Links {
  acknowledge(enrollment: number, contact?: string): string;
  /** The link contains the contact's hashes, because the row's address may change before the recipient clicks. */
  optOut(enrollment: number, channel: string, digests: readonly string[]): string;
  /** The signed URL for receipts of one attempt; absent if no `publicUrl` is configured. */
  callback(provider: string, attemptId: string): string | undefined;
  /** The URL for all receipts or replies of a provider. With `isSigned`, the URL's signature proves the sender. */
  ownAddress(route: "receipts" | "inbound", provider: string, isSigned: boolean): string | undefined;
  verifyCallback(provider: string, attemptId: string, signature: string): boolean;
  /** Returns the content of an acknowledgement token; `undefined` without a valid signature of ours. */
  acknowledgement(token: string): AcknowledgeLink | undefined;
}

/** Links are computed, never stored, so a copy of the database cannot be used to confirm (docs/decisions/0003). */
export function createLinks(signer: Signer, publicUrl: string | undefined): Links {
  const base = publicUrl?.replace(/\/+$/, "") ?? "";
  const baseUrl = (name: string): string => {
    if (base !== "") return base;
    throw new MessageError("message/missing-variable", `${name} needs the gateway's publicUrl`);
  };
  return {
    acknowledge(enrollment, contact) {
      const suffix = contact === undefined ? "" : `-${contact.slice(0, CONTACT_LENGTH)}`;
      const id = `${enrollment.toString(36)}${suffix}`;
      return `${baseUrl("ack.url")}/a/${signer.sign("acknowledge", id)}${id}`;
    },
    optOut(enrollment, channel, digests) {
      const id = `${enrollment.toString(36)}~${channel}~${digests.join("")}`;
      return `${baseUrl("optout.url")}/u/${signer.sign("opt-out", id)}${id}`;
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

export interface OptOutTarget {
  readonly enrollment: number;
  readonly channel: Channel;
  readonly digests: readonly [string, ...string[]];
}

/** Returns the contact of an opt-out token; `undefined` without a valid signature of ours. */
export function optOutTarget(signer: Signer, token: string): OptOutTarget | undefined {
  const id = token.slice(SIGNATURE_LENGTH);
  const parts = /^([0-9a-z]{1,11})~([a-z][a-z0-9]{1,19})~((?:[\w-]{16}){1,4})$/.exec(id);
  if (parts === null || !signer.verify("opt-out", id, token.slice(0, SIGNATURE_LENGTH))) return undefined;
  const [, enrollment = "", name = "", text = ""] = parts;
  const [digest = "", ...others] = text.match(/.{16}/g) ?? [];
  if (!isChannel(name)) return undefined;
  return { enrollment: Number.parseInt(enrollment, 36), channel: name, digests: [digest, ...others] };
}
