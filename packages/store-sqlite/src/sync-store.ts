import type { EnrollAnswer, Store, StoreInfo } from "@relance/spec";
import type { PackedChunk } from "./people/prepared-row.ts";

/** The verbs of a store, as names. */
export type Verb = Exclude<
  keyof Store,
  "kind" | "open" | "close" | "deposit" | "listen" | "migrations" | "depart" | "arrive" | "search" | "remarks"
>;

/** The contract of {@link Store} without waiting: the half that the worker thread and the simulation run. */
export type SyncStore = {
  readonly [V in Verb]: (...input: Parameters<Required<Store>[V]>) => Awaited<ReturnType<Required<Store>[V]>>;
} & {
  readonly kind: string;
  open(): StoreInfo;
  close(): void;
};

/** A {@link SyncStore} as the thread runs it. */
export interface MaintainedStore extends SyncStore {
  /** `enroll`, for chunks that came from another thread. */
  enrollPacked(chunk: PackedChunk): EnrollAnswer;
  /** Folds the log into the file: when it is long, or with `isIdle` whatever its length. */
  maintain(isIdle: boolean): void;
}

/** Every verb, for transports. */
export const VERBS: readonly Verb[] = [
  "define",
  "versions",
  "enroll",
  "seal",
  "claim",
  "settle",
  "charge",
  "owed",
  "heartbeat",
  "workers",
  "recalled",
  "recover",
  "resolve",
  "record",
  "fold",
  "acknowledge",
  "acknowledged",
  "escalate",
  "expire",
  "suppress",
  "control",
  "lanes",
  "budget",
  "move",
  "unfinished",
  "permit",
  "count",
  "read",
  "list",
  "receipts",
  "errors",
  "replies",
  "suppressions",
  "known",
  "outbox",
  "events",
  "audit",
  "task",
  "leaves",
  "keepSeals",
  "seals",
  "bins",
  "turnout",
  "incident",
  "incidents",
  "erase",
  "standings",
  "contactsOf",
  "refsOf",
  "unplaced",
  "restored",
  "personKeys",
  "masterKeys",
  "outdated",
  "rewrite",
  "retain",
];
