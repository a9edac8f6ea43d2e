import type { RelanceLike } from "relance";

/** Handles a request for erasure. Returns how many enrollments of the recipient were erased. */
export async function erase(relance: RelanceLike, key: string, request: string): Promise<number> {
  const { enrollments } = await relance.erase([key], { actor: "desk", reason: request });
  return enrollments;
}
