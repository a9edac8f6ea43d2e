import { Examiner } from "./examiner.ts";
import type { KeptRoot } from "./kept-roots.ts";
import type { Verification } from "./verification.ts";

/**
 * Verifies each leaf, proof and root of an evidence file, the chain of seals, and seals that were stored elsewhere.
 * Never throws because of the file's content.
 */
export async function verifyEvidence(
  lines: AsyncIterable<string> | Iterable<string>,
  kept: readonly KeptRoot[] = [],
): Promise<Verification> {
  const examiner = new Examiner(kept);
  for await (const line of lines) {
    if (line.trim() !== "" && !examiner.read(line)) break;
  }
  return examiner.conclude();
}
