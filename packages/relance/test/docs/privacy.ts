import type { RelanceLike } from "relance";

/** Your desk has a request to be forgotten. Answers how many enrollments of the person were emptied. */
export async function erase(gateway: RelanceLike, key: string, request: string): Promise<number> {
  const { enrollments } = await gateway.erase([key], { actor: "desk", reason: request });
  return enrollments;
}
