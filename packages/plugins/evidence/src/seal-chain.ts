import { hash } from "node:crypto";
import type { CampaignDigests, LeafRow, Seal } from "@relance/spec";
import { commitment, leafOf, leafText } from "./leaf.ts";
import { DIGEST_BYTES, leafHashes } from "./merkle-tree.ts";

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
 * The hash of a seal and of all seals before it: the last one stands for all.
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

const NUMBER = 8;
const WIDTH = NUMBER + DIGEST_BYTES;

/** Leaves of one campaign, in their order: their hashes, and what a seal keeps of them. */
export type PackedLeaves = Pick<CampaignDigests, "hashes" | "content">;

/** A seal keeps of each leaf which event it is of, and the commitment, which cannot be made again once the salt is gone. */
export function packLeaves(rows: readonly LeafRow[]): PackedLeaves {
  const content = Buffer.alloc(rows.length * WIDTH);
  const leaves = rows.map((row, place) => {
    const { event, salt, details } = row;
    const made = salt === undefined || details === undefined ? undefined : commitment(salt, event.id, details);
    content.writeBigUInt64BE(BigInt(event.id), place * WIDTH);
    if (made !== undefined) content.write(made, place * WIDTH + NUMBER, "base64url");
    return leafText(leafOf(row, made));
  });
  return { hashes: leafHashes(leaves), content };
}

/** What a store keeps of one leaf. */
export interface SealedEntry {
  readonly event: number;
  readonly commitment: string | undefined;
}

/** What {@link packLeaves} packed as content. */
export function unpackContent(content: Uint8Array): SealedEntry[] {
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  return Array.from({ length: bytes.length / WIDTH }, (_, place) => {
    const digest = bytes.subarray(place * WIDTH + NUMBER, (place + 1) * WIDTH);
    const commitment = digest.some((byte) => byte !== 0) ? digest.toString("base64url") : undefined;
    return { event: Number(bytes.readBigUInt64BE(place * WIDTH)), commitment };
  });
}

/** Leaves of {@link packLeaves}, without those of the events that `isSealed` names. */
export function leavesWithout({ hashes, content }: PackedLeaves, isSealed: (event: number) => boolean): PackedLeaves {
  const kept = unpackContent(content).flatMap(({ event }, place) => (isSealed(event) ? [] : [place]));
  const only = (bytes: Uint8Array, width: number) =>
    Buffer.concat(kept.map((place) => bytes.subarray(place * width, (place + 1) * width)));
  return { hashes: only(hashes, DIGEST_BYTES), content: only(content, WIDTH) };
}
