/** Columns that only this database has, and fills. */
export const OWN_COLUMNS: Readonly<Record<string, readonly string[]>> = { events: ["xid"] };

/** Tables that begin empty, or that belong to this database alone. */
export const OWN_TABLES: readonly string[] = ["meta", "migrations", "counter_deltas", "bin_deltas"];

/** Sequences that go on behind the greatest number of a table. */
export const SEQUENCES: Readonly<Record<string, string>> = {
  enrollment_ids: "enrollments",
  attempt_ids: "attempts",
  raw_ids: "raw",
  acknowledgement_ids: "acknowledgements",
  refusal_ids: "refusals",
  event_ids: "events",
};
