import { StoreError } from "@relance/spec";

/** The first migration's name since stores can be taken over by later versions. */
const FIRST = "relance";

/**
 * Refuses a store whose first migration has another name: it was made before there was a release.
 * @throws {StoreError} `store/schema-too-old`
 */
export function refuseMadeBefore(firstMigration: unknown): void {
  if (firstMigration === undefined || firstMigration === FIRST) return;
  throw new StoreError(
    "store/schema-too-old",
    "this store was made by a version from before the first release, and no later one can take it over: begin with a new one, and enroll again",
  );
}
