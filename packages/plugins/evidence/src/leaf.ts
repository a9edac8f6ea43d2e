import { hash } from "node:crypto";
import type { SealableEvent } from "@relance/spec";

/** One event in sealed form. A leaf contains only a commitment to identifying data, so that it may be kept longer. */
export interface Leaf extends SealableEvent {
  /** Commitment to the event's details; absent if there are none or they were erased before. */
  readonly commitment?: string | undefined;
}

/** The hashed text. */
export function leafText(leaf: Leaf): string {
  return JSON.stringify(leaf);
}

/** The text of a leaf whose event is JSON already. */
export function sealedText(event: string, commitment: string | undefined): string {
  return commitment === undefined ? event : `${event.slice(0, -1)},"commitment":"${commitment}"}`;
}

/**
 * The commitment is SHA-256 over the hex of the salt, `about`, a line feed and the details. Without the salt it reveals
 * nothing about `details`, and it matches no other content. `about` distinguishes equal details of one recipient.
 * @param salt 16 random bytes of one recipient in hex, erased with the recipient
 */
export function commitment(salt: string, about: string, details: string): string {
  return hash("sha256", `${salt}${about}\n${details}`, "base64url");
}
