import { MessageError, type Signer } from "@relance/spec";

/** Length of a signature made by {@link Signer.sign}: 96 bits in base64url. */
const SIGNATURE_LENGTH = 16;

/** Addresses that leave the house inside messages, and what they mean when they come back. */
export interface Links {
  /** @throws {MessageError} `message/missing-variable` without a public address */
  acknowledge(enrollment: number): string;
  /** @throws {MessageError} `message/missing-variable` without a public address */
  optOut(enrollment: number, channel: string, contact: number): string;
  /** Where a far end reports about one attempt; carries the attempt id and our signature. */
  callback(instance: string, attemptId: string): string | undefined;
  verifyCallback(instance: string, attemptId: string, signature: string): boolean;
  /** The enrollment behind an acknowledgement token, if we made it. */
  enrollmentOf(token: string): number | undefined;
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
    acknowledge(enrollment) {
      const id = enrollment.toString(36);
      return `${baseOf("ack.url")}/a/${signer.sign("acknowledge", id)}${id}`;
    },
    optOut(enrollment, channel, contact) {
      const id = `${enrollment.toString(36)}~${channel}~${contact}`;
      return `${baseOf("optout.url")}/u/${signer.sign("opt-out", id)}${id}`;
    },
    callback(instance, attemptId) {
      if (base === "") return undefined;
      const signature = signer.sign("callback", `${instance} ${attemptId}`);
      return `${base}/receipts/${instance}?a=${attemptId}&s=${signature}`;
    },
    verifyCallback: (instance, attemptId, signature) =>
      signer.verify("callback", `${instance} ${attemptId}`, signature),
    enrollmentOf(token) {
      const id = token.slice(SIGNATURE_LENGTH);
      if (!/^[0-9a-z]{1,11}$/.test(id)) return undefined;
      if (!signer.verify("acknowledge", id, token.slice(0, SIGNATURE_LENGTH))) return undefined;
      return Number.parseInt(id, 36);
    },
  };
}

/** The contact behind an opt-out token, if we made it. */
export function optOutTarget(
  signer: Signer,
  token: string,
): { readonly enrollment: number; readonly channel: string; readonly contact: number } | undefined {
  const id = token.slice(SIGNATURE_LENGTH);
  const parts = /^([0-9a-z]{1,11})~(sms|email|push)~([0-3])$/.exec(id);
  if (parts === null || !signer.verify("opt-out", id, token.slice(0, SIGNATURE_LENGTH))) return undefined;
  const [, enrollment = "", channel = "", contact = ""] = parts;
  return { enrollment: Number.parseInt(enrollment, 36), channel, contact: Number(contact) };
}
