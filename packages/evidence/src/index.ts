/** What happened, sealed: leaves, Merkle trees, seals, and their check without a store. Pure. */
export { commitment } from "./commitment.ts";
export {
  EVIDENCE_VERSION,
  type EvidenceHead,
  type EvidenceLine,
  type EvidencePerson,
} from "./evidence-line.ts";
export { type KeptRoot, readKeptRoots, readPair } from "./kept-roots.ts";
export { type Leaf, leafOf, leafText } from "./leaf.ts";
export { type Digest, inclusionProof, leafHash, rootOfProof, treeRoot } from "./merkle-tree.ts";
export { chainOf, NO_SEAL, type SealedCampaign } from "./seal-chain.ts";
export { leavesIn, type PackedLeaf, packContent, type SealedEntry, unpackContent } from "./seal-content.ts";
export type { Verification } from "./verification.ts";
export { verifyEvidence } from "./verify-evidence.ts";
