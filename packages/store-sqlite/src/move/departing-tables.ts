/** A table that travels with all of its columns. */
export interface DepartingTable {
  readonly table: string;
  readonly order: string;
}

/** In an order in which nothing refers to what comes later. */
export const DEPARTING: readonly DepartingTable[] = [
  { table: "words", order: "id" },
  { table: "campaigns", order: "id" },
  { table: "versions", order: "id" },
  { table: "lanes", order: "id" },
  { table: "counters", order: "campaign, kind, step, provider, a, b" },
  { table: "person_keys", order: "name" },
  { table: "imports", order: "id" },
  { table: "chunks", order: "import, seq" },
  { table: "refusals", order: "id" },
  { table: "moves", order: "campaign, move" },
  { table: "enrollments", order: "id" },
  { table: "people", order: "id" },
  { table: "contact_hashes", order: "rowid" },
  { table: "walks", order: "name" },
  { table: "attempts", order: "id" },
  { table: "workers", order: "id" },
  { table: "providers", order: "provider" },
  { table: "permits", order: "provider" },
  { table: "gaps", order: "id" },
  { table: "outbox", order: "id" },
  { table: "inbox", order: "id" },
  { table: "raw", order: "id" },
  { table: "requests", order: "id" },
  { table: "acknowledgements", order: "id" },
  { table: "suppressions", order: "id" },
  { table: "tombstones", order: "digest" },
  { table: "replies", order: "id" },
  { table: "events", order: "id" },
  { table: "tasks", order: "name" },
  { table: "recalls", order: "attempt" },
  { table: "seals", order: "campaign, number" },
  { table: "bins", order: "campaign, at, provider, channel, part, bin" },
  { table: "parts", order: "campaign, part" },
  { table: "incidents", order: "id" },
  { table: "budgets", order: "campaign" },
  { table: "charges", order: "attempt" },
];

/** What this file alone needs: its own life, and where its numbers stand. */
export const STAYING: readonly string[] = ["meta", "migrations", "sequences"];
