export type { TestDatabase, TestPostgres } from "./test-postgres.ts";
export { withPostgres } from "./with-postgres.ts";
