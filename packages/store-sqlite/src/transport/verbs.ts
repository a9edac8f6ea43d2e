import { SHARED_VERBS, type SharedVerb } from "@relance/store";

/** A verb that the thread runs. */
export type SqliteVerb = SharedVerb | "claim" | "record" | "acknowledge" | "fold" | "permit" | "restored";

export const SQLITE_VERBS: readonly SqliteVerb[] = [
  ...SHARED_VERBS,
  "claim",
  "record",
  "acknowledge",
  "fold",
  "permit",
  "restored",
];
