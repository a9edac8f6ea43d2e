import { Examiner } from "./examiner.ts";
import type { KeptRoot } from "./kept-roots.ts";
import type { Verification } from "./verification.ts";

/**
 * Examines a file, line by line: each leaf, each proof, each root, the chain of seals, and what was kept elsewhere. Needs
 * nothing but the file. Never throws for what stands in it.
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
