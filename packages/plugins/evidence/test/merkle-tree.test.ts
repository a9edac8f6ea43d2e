import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inclusionProof, treeRoot } from "../src/index.ts";
import { leafHash, rootOfProof } from "../src/merkle-tree.ts";

const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString("hex");

/** The recursive definition of MTH in RFC 6962, 2.1. */
function naive(leaves: readonly Uint8Array[]): Buffer {
  if (leaves.length === 0) return createHash("sha256").digest();
  if (leaves.length === 1) {
    return createHash("sha256")
      .update(Buffer.from([0]))
      .update(leaves[0] ?? Buffer.alloc(0))
      .digest();
  }
  let split = 1;
  while (split * 2 < leaves.length) split *= 2;
  const [left, right] = [naive(leaves.slice(0, split)), naive(leaves.slice(split))];
  return createHash("sha256")
    .update(Buffer.from([1]))
    .update(left)
    .update(right)
    .digest();
}

const leaves = fc.array(fc.uint8Array({ maxLength: 12 }), { minLength: 1, maxLength: 70 });

describe("a Merkle tree", () => {
  it("has the roots of the reference implementation of RFC 6962", () => {
    const data = [
      "",
      "00",
      "10",
      "2021",
      "3031",
      "40414243",
      "5051525354555657",
      "606162636465666768696a6b6c6d6e6f",
    ].map((text) => leafHash(Buffer.from(text, "hex")));
    const roots = [
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    expect(roots.map((_, at) => hex(treeRoot(Buffer.concat(data.slice(0, at + 1)))))).toEqual(roots);
  });

  it("has the root of the RFC's own recursion, whatever its size", () => {
    fc.assert(
      fc.property(leaves, (all) => {
        expect(hex(treeRoot(Buffer.concat(all.map((leaf) => leafHash(leaf)))))).toBe(hex(naive(all)));
      }),
    );
  });

  it("proves each of its leaves, and no other position, size or leaf", () => {
    fc.assert(
      fc.property(leaves, fc.nat(), fc.nat(), (all, pick, bit) => {
        const hashes = all.map((leaf, place) => leafHash(Buffer.concat([Buffer.from([place]), leaf])));
        const index = pick % hashes.length;
        const leaf = hashes[index] ?? leafHash("");
        const root = hex(treeRoot(Buffer.concat(hashes)));
        const proof = inclusionProof(Buffer.concat(hashes), index);
        const lead = (...[of, at, size, by]: Parameters<typeof rootOfProof>) => hex(rootOfProof(of, at, size, by));
        expect(lead(leaf, index, hashes.length, proof)).toBe(root);
        expect(lead(leafHash("another"), index, hashes.length, proof)).not.toBe(root);
        expect(lead(leaf, hashes.length, hashes.length, proof)).toBeUndefined();
        expect(lead(leaf, index, hashes.length, [...proof, leaf])).toBeUndefined();
        if (proof.length === 0) return;
        expect(lead(leaf, index, hashes.length, proof.slice(1))).not.toBe(root);
        const other = Buffer.from(proof[bit % proof.length] ?? []);
        other[bit % 32] = (other[bit % 32] ?? 0) ^ 1;
        const forged = proof.map((one, place) => (place === bit % proof.length ? other : one));
        expect(lead(leaf, index, hashes.length, forged)).not.toBe(root);
      }),
    );
  });

  it("never accepts a node as a leaf", () => {
    const [left, right] = [leafHash("a"), leafHash("b")];
    expect(hex(leafHash(Buffer.concat([left, right])))).not.toBe(hex(treeRoot(Buffer.concat([left, right]))));
  });
});
