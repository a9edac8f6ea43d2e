import { SHARED_VERBS, type SharedVerb } from "@relance/store";

/** A verb that the thread runs. */
export type SqliteVerb = SharedVerb | "restored";

export const SQLITE_VERBS: readonly SqliteVerb[] = [...SHARED_VERBS, "restored"];
