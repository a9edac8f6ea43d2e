import { hash } from "node:crypto";
import type { EventDetails, Seal, StoredSeal } from "@relance/spec";
import { commitment, sealedText } from "./leaf.ts";
import { DIGEST_BYTES, leafHashes } from "./merkle-tree.ts";

/** Prefix that distinguishes the hash of a seal from the hash of a tree. */
const SEAL = Buffer.from([0x02]);

/** The chain before a campaign's first seal. */
export const NO_SEAL = "";

/** The campaign of a chain. */
export interface SealedCampaign {
  readonly name: string;
  readonly occurrence: string;
}

/** The hash of a seal and of all seals before it. @param before the previous chain, {@link NO_SEAL} for the first */
export function chainOf(
  { name, occurrence }: SealedCampaign,
  { number, at, leaves, root }: Omit<Seal, "chain">,
  before: string,
): string {
  const text = JSON.stringify([name, occurrence, number, at, leaves, root, before]);
  return hash("sha256", Buffer.concat([SEAL, Buffer.from(text)]), "base64url");
}

const NUMBER = 8;
const WIDTH = NUMBER + DIGEST_BYTES;

/** Leaves of one campaign. */
export interface PackedLeaves {
  /** 32 bytes each. */
  readonly hashes: Uint8Array;
  /** The entries that a seal stores, 40 bytes for each leaf: {@link StoredSeal.content}. */
  readonly content: Uint8Array;
}

/** A seal stores each leaf's event and commitment, which cannot be recomputed once the salt is erased. */
export function packLeaves(rows: readonly EventDetails[]): PackedLeaves {
  const content = Buffer.alloc(rows.length * WIDTH);
  const leaves = rows.map(({ id, leaf, salt, details }, place) => {
    const made = salt === undefined || details === undefined ? undefined : commitment(salt, String(id), details);
    content.writeUInt32BE(Math.floor(id / 2 ** 32), place * WIDTH);
    content.writeUInt32BE(id % 2 ** 32, place * WIDTH + 4);
    if (made !== undefined) content.write(made, place * WIDTH + NUMBER, "base64url");
    return sealedText(leaf, made);
  });
  return { hashes: leafHashes(leaves), content };
}

/** The part of one leaf that a seal stores. */
export interface SealedEntry {
  readonly event: number;
  readonly commitment: string | undefined;
}

/** Unpacks {@link packLeaves}' content. */
export function unpackContent(content: Uint8Array): SealedEntry[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: bytes.length / WIDTH }, (_, place) => {
    const digest = bytes.subarray(place * WIDTH + NUMBER, (place + 1) * WIDTH);
    const commitment = digest.some((byte) => byte !== 0) ? digest.toString("base64url") : undefined;
    return { event: Number(bytes.readBigUInt64BE(place * WIDTH)), commitment };
  });
}

/** The leaves of {@link packLeaves}, without events that `isSealed` names. */
export function leavesWithout({ hashes, content }: PackedLeaves, isSealed: (event: number) => boolean): PackedLeaves {
  const kept = unpackContent(content).flatMap(({ event }, place) => (isSealed(event) ? [] : [place]));
  const only = (bytes: Uint8Array, width: number) =>
    Buffer.concat(kept.map((place) => bytes.subarray(place * width, (place + 1) * width)));
  return { hashes: only(hashes, DIGEST_BYTES), content: only(content, WIDTH) };
}
