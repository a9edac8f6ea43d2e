import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withPostgres } from "@relance/test-postgres/vitest";
import { describe } from "vitest";
import { part } from "./part.ts";

export interface StorePlace extends AsyncDisposable {
  /** Path or URL of the database. */
  readonly db: string;
  readonly folder: string;
}

export type OpenPlace = () => Promise<StorePlace>;

/**
 * Defines the same tests for every store; called at the top of a test file. `npm test` runs them with SQLite, `npm run
 * test:more` with PostgreSQL.
 */
export async function overStores(define: (openPlace: OpenPlace) => void): Promise<void> {
  if (part !== "more") describe("over SQLite", () => define(besideNothing));
  if (part === "once") return;
  await withPostgres((postgres) =>
    describe("over PostgreSQL", () =>
      define(async () => {
        const database = await postgres.createDatabase();
        const { folder, ...place } = await besideNothing();
        return {
          db: database.url,
          folder,
          async [Symbol.asyncDispose]() {
            await database[Symbol.asyncDispose]();
            await place[Symbol.asyncDispose]();
          },
        };
      })),
  );
}

export async function besideNothing(): Promise<StorePlace> {
  const folder = await mkdtemp(join(tmpdir(), "relance-crash-"));
  return {
    db: join(folder, "relance.db"),
    folder,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true, maxRetries: 3 }),
  };
}
