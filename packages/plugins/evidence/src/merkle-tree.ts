import { hash } from "node:crypto";
import { DIGEST_BYTES } from "@relance/rules";

/** 32 bytes of SHA-256. */
export type Digest = Uint8Array;

/** First byte of a node's hash input (RFC 9162, 2.1.1). A leaf begins with 0, so it cannot pass as a node. */
const NODE = 0x01;
/** The hash input of a node: the prefix byte, and the hashes of both children. */
const pair = Buffer.alloc(1 + 2 * DIGEST_BYTES, NODE);

export function leafHash(leaf: string | Uint8Array): Digest {
  return hash("sha256", typeof leaf === "string" ? `\0${leaf}` : Buffer.concat([Buffer.alloc(1), leaf]), "buffer");
}

/** Returns the root of the tree over concatenated leaf hashes (MTH in RFC 6962, 2.1). */
export function treeRoot(leaves: Uint8Array): Digest {
  let level = leaves;
  while (level.length > DIGEST_BYTES) level = levelAbove(level);
  return level.length === 0 ? hash("sha256", "", "buffer") : level;
}

/** Returns the hashes that lead from a leaf to the root, lowest first (PATH in RFC 6962, 2.1.1). */
export function inclusionProof(leaves: Uint8Array, index: number): Digest[] {
  const proof: Digest[] = [];
  let level = leaves;
  for (let at = index; level.length > DIGEST_BYTES; at >>= 1) {
    const sibling = (at ^ 1) * DIGEST_BYTES;
    if (sibling < level.length) proof.push(level.subarray(sibling, sibling + DIGEST_BYTES));
    level = levelAbove(level);
  }
  return proof;
}

/** Computes the root from a proof (RFC 9162, 2.1.3.2); `undefined` if the proof does not fit a tree of this size. */
export function rootOfProof(leaf: Digest, index: number, size: number, proof: readonly Digest[]): Digest | undefined {
  if (!Number.isSafeInteger(index) || index < 0 || index >= size) return undefined;
  let at = index;
  let last = size - 1;
  let root = leaf;
  for (const sibling of proof) {
    if (last === 0) return undefined;
    if (at % 2 === 1 || at === last) {
      root = nodeHash(sibling, root);
      for (; at % 2 === 0 && at !== 0; at = Math.floor(at / 2)) last = Math.floor(last / 2);
    } else root = nodeHash(root, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : undefined;
}

/** Computes the next level of the tree by hashing pairs. An odd last hash moves up unchanged (RFC 6962). */
function levelAbove(level: Uint8Array): Uint8Array {
  const above = Buffer.alloc(Math.ceil(level.length / DIGEST_BYTES / 2) * DIGEST_BYTES);
  const pairs = level.length - (level.length % (2 * DIGEST_BYTES));
  for (let at = 0; at < pairs; at += 2 * DIGEST_BYTES) {
    pair.set(level.subarray(at, at + 2 * DIGEST_BYTES), 1);
    above.write(hashBytes(pair), at / 2, "latin1");
  }
  above.set(level.subarray(pairs), pairs / 2);
  return above;
}

function nodeHash(left: Digest, right: Digest): Digest {
  return levelAbove(Buffer.concat([left, right]));
}

/** Returns a hash as a string with one character per byte. Allocating a buffer would take as long as hashing. */
function hashBytes(bytes: string | Uint8Array): string {
  return hash("sha256", bytes, "binary");
}
