import { hash } from "node:crypto";
import type { SealableEvent } from "@relance/spec";

/** One event in sealed form. Identifying data is only committed to, so that a leaf may outlive it. */
export interface Leaf extends SealableEvent {
  /** Commitment to the event's details. Absent = none, or erased before. */
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
 * Without the salt it reveals nothing about `details`, and it matches no other content: SHA-256 over the salt's hex,
 * what it is about, a line feed and the details. `about` keeps equal details of one recipient apart.
 * @param salt 16 random bytes of one recipient in hex, erased with the recipient
 */
export function commitment(salt: string, about: string, details: string): string {
  return hash("sha256", `${salt}${about}\n${details}`, "base64url");
}
