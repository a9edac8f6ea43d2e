import { hash } from "node:crypto";

/** 32 bytes of SHA-256. */
export type Digest = Uint8Array;

/** RFC 9162 2.1.1: a leaf can never be taken for a node, nor a node for a leaf. */
const LEAF = Buffer.from([0x00]);
const NODE = 0x01;
const SIZE = 32;
/** A node before it is hashed: its mark and both halves. */
const pair = Buffer.alloc(1 + 2 * SIZE, NODE);

/** The hash of one leaf. */
export function leafHash(leaf: string | Uint8Array): Digest {
  return hash("sha256", typeof leaf === "string" ? `\0${leaf}` : Buffer.concat([LEAF, leaf]), "buffer");
}

/** The hash of a list of leaves, by their hashes: MTH of RFC 6962 2.1. */
export function treeRoot(leaves: readonly Digest[]): Digest {
  let level = leaves;
  while (level.length > 1) level = levelAbove(level);
  return level[0] ?? hash("sha256", "", "buffer");
}

/** What leads from one leaf to the root: PATH of RFC 6962 2.1.1, lowest first. */
export function inclusionProof(leaves: readonly Digest[], index: number): Digest[] {
  const proof: Digest[] = [];
  let level = leaves;
  for (let at = index; level.length > 1; at >>= 1) {
    const sibling = level[at ^ 1];
    if (sibling !== undefined) proof.push(sibling);
    level = levelAbove(level);
  }
  return proof;
}

/** The root that a proof leads to, by RFC 9162 2.1.3.2. `undefined` = no tree of this size has such a proof. */
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

/** Neighbours together; who has none goes up alone. That splits a list where RFC 6962 does. */
function levelAbove(level: readonly Digest[]): Digest[] {
  const above: Digest[] = [];
  for (let at = 0; at < level.length; at += 2) {
    const [left, right] = [level[at], level[at + 1]];
    if (left !== undefined) above.push(right === undefined ? left : nodeHash(left, right));
  }
  return above;
}

function nodeHash(left: Digest, right: Digest): Digest {
  pair.set(left, 1);
  pair.set(right, 1 + SIZE);
  return hash("sha256", pair, "buffer");
}
