import { hash } from "node:crypto";
import type { CampaignDigests, Seal } from "@relance/spec";
import type { Digest } from "./merkle-tree.ts";

/** No tree's hash begins like this one's. */
const SEAL = Buffer.from([0x02]);

/** What is before the first seal of a campaign. */
export const NO_SEAL = "";

/** Whose seals these are. */
export interface SealedCampaign {
  readonly name: string;
  readonly occurrence: string;
}

/**
 * The hash of a seal and of all seals before it: whoever keeps the last one has kept them all.
 * @param before the chain of the seal before, {@link NO_SEAL} for the first
 */
export function chainOf(
  { name, occurrence }: SealedCampaign,
  { number, at, leaves, root }: Omit<Seal, "chain">,
  before: string,
): string {
  const text = JSON.stringify([name, occurrence, number, at, leaves, root, before]);
  return hash("sha256", Buffer.concat([SEAL, Buffer.from(text)]), "base64url");
}

/** What a store keeps of one leaf: which event it is of, and the commitment, which nobody can make again once the salt is gone. */
export interface SealedEntry {
  readonly event: number;
  readonly commitment: string | undefined;
}

const NUMBER = 8;
const HASH = 32;
const WIDTH = NUMBER + HASH;

/** Forty bytes a leaf. */
export function packContent(entries: readonly SealedEntry[]): Uint8Array {
  const bytes = Buffer.alloc(entries.length * WIDTH);
  entries.forEach(({ event, commitment }, place) => {
    bytes.writeBigUInt64BE(BigInt(event), place * WIDTH);
    if (commitment !== undefined) bytes.write(commitment, place * WIDTH + NUMBER, "base64url");
  });
  return bytes;
}

/** What {@link packContent} packed. */
export function unpackContent(content: Uint8Array): SealedEntry[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: bytes.length / WIDTH }, (_, place) => {
    const digest = bytes.subarray(place * WIDTH + NUMBER, (place + 1) * WIDTH);
    const commitment = digest.some((byte) => byte !== 0) ? digest.toString("base64url") : undefined;
    return { event: Number(bytes.readBigUInt64BE(place * WIDTH)), commitment };
  });
}

/** One leaf of a page of digests. */
export interface PackedLeaf {
  readonly event: number;
  readonly hash: Digest;
  /** What a seal keeps of it. */
  readonly entry: Uint8Array;
}

/** The leaves of {@link CampaignDigests}, in their order. */
export function leavesIn({ hashes, content }: Pick<CampaignDigests, "hashes" | "content">): PackedLeaf[] {
  const numbers = new DataView(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: content.length / WIDTH }, (_, place) => ({
    event: Number(numbers.getBigUint64(place * WIDTH)),
    hash: hashes.subarray(place * HASH, (place + 1) * HASH),
    entry: content.subarray(place * WIDTH, (place + 1) * WIDTH),
  }));
}
