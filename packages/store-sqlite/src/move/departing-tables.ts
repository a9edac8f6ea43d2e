/** A table that travels: all of its columns, and what the other side needs beside them. */
export interface DepartingTable {
  readonly table: string;
  readonly order: string;
  /** More columns, read from the person's row. */
  readonly more?: { readonly join: string; readonly columns: readonly string[] } | undefined;
}

const person = (column: string, columns: readonly string[]) => ({
  join: `left join enrollments p on p.id = t.${column}`,
  columns,
});

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
  { table: "people", order: "id", more: person("id", ["deadline", "ord"]) },
  { table: "attempts", order: "id", more: person("enrollment", ["ord"]) },
  { table: "workers", order: "id" },
  { table: "providers", order: "provider" },
  { table: "gaps", order: "id" },
  { table: "outbox", order: "id" },
  { table: "inbox", order: "id" },
  { table: "raw", order: "id" },
  { table: "acknowledgements", order: "id" },
  { table: "suppressions", order: "id" },
  { table: "tombstones", order: "digest" },
  { table: "replies", order: "id" },
  { table: "events", order: "id", more: person("enrollment", ["ord"]) },
  { table: "tasks", order: "name" },
  { table: "recalls", order: "attempt" },
  { table: "seals", order: "campaign, number" },
  { table: "bins", order: "campaign, at, provider, channel, part, bin" },
  { table: "parts", order: "campaign, part" },
  { table: "incidents", order: "id" },
  { table: "budgets", order: "campaign" },
  { table: "charges", order: "attempt" },
];

/** What this file alone needs: its own life, and indexes that the other side has in its own way. */
export const STAYING: readonly string[] = ["meta", "migrations", "lookups", "lookup_tail"];
