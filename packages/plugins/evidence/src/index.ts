/** Sealed evidence: leaves, Merkle trees and seals, which can be verified without a store. Pure. */

export {
  EVIDENCE_VERSION,
  type EvidenceHead,
  type EvidenceLine,
  type EvidencePerson,
  evidenceLines,
  type Leaf,
  leafText,
} from "./evidence-lines.ts";
export { type KeptRoot, readKeptRoots, readPair } from "./kept-roots.ts";
export { type Digest, inclusionProof, treeRoot } from "./merkle-tree.ts";
export { linkSeal, NO_SEAL, type SealedCampaign } from "./seal-chain.ts";
export { type Verification, verifyEvidence } from "./verify-evidence.ts";
