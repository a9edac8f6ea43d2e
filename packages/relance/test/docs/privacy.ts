import type { RelanceLike } from "relance";

/** Handles a request for erasure. Returns how many enrollments of the person were erased. */
export async function erase(gateway: RelanceLike, key: string, request: string): Promise<number> {
  const { enrollments } = await gateway.erase([key], { actor: "desk", reason: request });
  return enrollments;
}
