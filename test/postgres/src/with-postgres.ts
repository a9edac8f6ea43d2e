import { describe, it } from "vitest";
import { askBroker } from "./broker.ts";
import { type TestPostgres, testPostgres } from "./test-postgres.ts";

/**
 * Defines tests that need PostgreSQL; called at the top of a test file.
 *
 * The tests use the server at `RELANCE_TEST_POSTGRES_URL`. If the variable is not set, they use a server from npm that
 * runs until the tests end. Without a server, the tests fail in CI and are skipped elsewhere, with the reason in their
 * name.
 *
 * @example
 * await withPostgres((postgres) => {
 *   it("counts", async () => {
 *     await using database = await postgres.createDatabase();
 *   });
 * });
 */
export async function withPostgres(define: (postgres: TestPostgres) => void): Promise<void> {
  const found = await askBroker();
  if ("url" in found) return define(testPostgres(found.url));
  const needs = `needs PostgreSQL: ${found.reason}`;
  if (process.env.CI) {
    it(needs, () => {
      throw new Error(found.reason);
    });
    return;
  }
  console.warn(`skipped, ${needs}`);
  describe.skip(needs, () => define(testPostgres("postgres://127.0.0.1:1/nowhere")));
}
