import { Examiner } from "./examiner.ts";
import type { KeptRoot } from "./kept-roots.ts";
import type { Verification } from "./verification.ts";

/**
 * Verifies a file, line by line: each leaf, proof and root, the chain of seals, and seals kept elsewhere. The check
 * needs only the file, and never throws for its content.
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
