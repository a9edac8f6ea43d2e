import type { MovedValue } from "@relance/spec";
import { bucketOf, hashesOf } from "@relance/store";

/** A row on its way, by the names of its columns. */
export type MovedRow = (column: string) => MovedValue;

/** Columns here that no other store has, and what stands in them. */
export type DerivedColumns = Readonly<Record<string, (row: MovedRow) => MovedValue>>;

const BUCKET: DerivedColumns = { bucket: (row) => bucketOf({ ord: Number(row("ord") ?? 0) }) };

/** By table; every other column has the name that it had there. */
export const DERIVED: Readonly<Record<string, DerivedColumns>> = {
  versions: { handover: (row) => (JSON.parse(String(row("plan"))) as { handoverMs: number }).handoverMs },
  enrollments: BUCKET,
  people: BUCKET,
  attempts: BUCKET,
  events: BUCKET,
};

/** A table here that is filled from another one's rows. */
export interface SideTable {
  readonly table: string;
  readonly from: string;
  readonly columns: readonly string[];
  readonly rows: (row: MovedRow) => readonly (readonly MovedValue[])[];
}

export const SIDE_TABLES: readonly SideTable[] = [
  {
    table: "contact_hashes",
    from: "people",
    columns: ["hash", "enrollment"],
    rows: (row) => {
      const digests = String(row("digests"));
      return digests === "" ? [] : hashesOf(digests.split(" ")).map((hash) => [hash, row("id")]);
    },
  },
  {
    table: "permits",
    from: "providers",
    columns: ["provider", "next_at"],
    rows: (row) => [[row("provider"), row("next_at")]],
  },
];

/** Columns there that nothing here needs: people's answers are found by an index, processes of one machine are gone. */
export const LEFT_BEHIND: Readonly<Record<string, readonly string[]>> = {
  people: ["ord"],
  attempts: ["ord"],
  events: ["ord"],
  acknowledgements: ["prev"],
  workers: ["process"],
  providers: ["next_at"],
};

/** Columns here that the database fills. */
export const OWN_COLUMNS: Readonly<Record<string, readonly string[]>> = { events: ["xid"] };

/** Tables here that begin empty, or that belong to this database alone. */
export const OWN_TABLES: readonly string[] = [
  "meta",
  "migrations",
  "counter_deltas",
  "bin_deltas",
  "walks",
  "requests",
];

/** Sequences that go on behind the greatest number of a table. */
export const SEQUENCES: Readonly<Record<string, string>> = {
  enrollment_ids: "enrollments",
  attempt_ids: "attempts",
  raw_ids: "raw",
  acknowledgement_ids: "acknowledgements",
  refusal_ids: "refusals",
  event_ids: "events",
};
