import { hash } from "node:crypto";
import type { EventDetails, PackedLeaves } from "@relance/spec";

export const DIGEST_BYTES = 32;
/** Number of bytes for an event's number in a seal. */
const NUMBER_BYTES = 8;
/** Number of bytes for one event in a seal. */
export const ENTRY_BYTES: number = NUMBER_BYTES + DIGEST_BYTES;
/** Leaves and inner nodes have different prefixes (RFC 9162, 2.1.1), so that no node can pass as a leaf. */
const LEAF = "\0";

/**
 * The commitment is SHA-256 over the hex of the salt, `about`, a line feed and the details. Without the salt, the
 * commitment reveals nothing about `details`. With `about`, equal details of one recipient have different commitments.
 * @param salt 16 random bytes in hex, one per recipient, erased with the recipient
 */
export function commitment(salt: string, about: string, details: string): string {
  return hash("sha256", `${salt}${about}\n${details}`, "base64url");
}

/** Returns the text of a leaf of the hash tree. `event` is JSON text. */
export function sealedText(event: string, commitment: string | undefined): string {
  return commitment === undefined ? event : `${event.slice(0, -1)},"commitment":"${commitment}"}`;
}

export function leafHashes(leaves: readonly string[]): Uint8Array {
  const hashes = Buffer.alloc(leaves.length * DIGEST_BYTES);
  // "binary" returns text with one character per byte. A buffer for each leaf would cost as much time as the hash.
  leaves.forEach((leaf, place) => {
    hashes.write(hash("sha256", `${LEAF}${leaf}`, "binary"), place * DIGEST_BYTES, "latin1");
  });
  return hashes;
}

/** A seal stores the event and the commitment of each leaf. Once the salt is erased, they cannot be recomputed. */
export function packLeaves(campaign: number, events: readonly EventDetails[]): PackedLeaves {
  const content = Buffer.alloc(events.length * ENTRY_BYTES);
  const leaves = events.map(({ id, leaf, salt, details }, place) => {
    const made = salt === undefined || details === undefined ? undefined : commitment(salt, String(id), details);
    content.writeUInt32BE(Math.floor(id / 2 ** 32), place * ENTRY_BYTES);
    content.writeUInt32BE(id % 2 ** 32, place * ENTRY_BYTES + 4);
    if (made !== undefined) content.write(made, place * ENTRY_BYTES + NUMBER_BYTES, "base64url");
    return sealedText(leaf, made);
  });
  return { campaign, hashes: leafHashes(leaves), content };
}
