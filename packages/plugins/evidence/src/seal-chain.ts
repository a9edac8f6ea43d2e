import { hash } from "node:crypto";
import { DIGEST_BYTES, ENTRY_BYTES } from "@relance/rules";
import type { PackedLeaves, Seal } from "@relance/spec";

/** First byte of a seal's hash input. With this byte, the hash of a seal never equals the hash of a tree. */
const SEAL = Buffer.from([0x02]);

/** The chain value before a campaign's first seal. */
export const NO_SEAL = "";

export interface SealedCampaign {
  readonly name: string;
  readonly occurrence: string;
}

/** Returns the chain value of a seal and all earlier seals. @param before - the previous value, or {@link NO_SEAL} */
export function linkSeal(
  { name, occurrence }: SealedCampaign,
  { number, at, leaves, root }: Omit<Seal, "chain">,
  before: string,
): string {
  const text = JSON.stringify([name, occurrence, number, at, leaves, root, before]);
  return hash("sha256", Buffer.concat([SEAL, Buffer.from(text)]), "base64url");
}

const NUMBER_BYTES = ENTRY_BYTES - DIGEST_BYTES;

export interface SealedEntry {
  readonly event: number;
  readonly commitment: string | undefined;
}

/** Unpacks {@link PackedLeaves.content}. */
export function unpackContent(content: Uint8Array): SealedEntry[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: bytes.length / ENTRY_BYTES }, (_, place) => {
    const digest = bytes.subarray(place * ENTRY_BYTES + NUMBER_BYTES, (place + 1) * ENTRY_BYTES);
    const commitment = digest.some((byte) => byte !== 0) ? digest.toString("base64url") : undefined;
    return { event: Number(bytes.readBigUInt64BE(place * ENTRY_BYTES)), commitment };
  });
}

export function leavesWithout(
  { campaign, hashes, content }: PackedLeaves,
  isSealed: (event: number) => boolean,
): PackedLeaves {
  const kept = unpackContent(content).flatMap(({ event }, place) => (isSealed(event) ? [] : [place]));
  const only = (bytes: Uint8Array, width: number) =>
    Buffer.concat(kept.map((place) => bytes.subarray(place * width, (place + 1) * width)));
  return { campaign, hashes: only(hashes, DIGEST_BYTES), content: only(content, ENTRY_BYTES) };
}
