import type { AdmittedRow, Contact, Refusal, RefusedRow } from "../campaign.ts";
import type { Plan } from "../plan.ts";
import type { CampaignState } from "../states.ts";
import type { PersonKey } from "./encryption.ts";
import type { By } from "./operator-words.ts";

/** A version of a campaign, and the identity it belongs to. */
export interface DefineInput {
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  /** SHA-256 of `body`, hex. */
  readonly hash: string;
  /** {@link CompiledCampaign.body}. */
  readonly body: string;
  readonly plan: Plan;
  /** `open` audiences grow while running and never seal. */
  readonly audience: "open" | "closed";
  /** Several versions side by side, as `send()` needs them; otherwise another hash answers `changed`. @default false */
  readonly manyVersions?: boolean;
  /**
   * Who amends the campaign by a new version, and why: the order to take it (`transition: "amend"`) is begun with it,
   * and is known as unfinished until all recipients were checked. Absent = none has to take it.
   */
  readonly amendedBy?: By | undefined;
}

/** The version in force. */
export interface DefineAnswer {
  readonly campaign: number;
  readonly version: number;
  /**
   * `changed`: the identity lives on with another definition. `over`: the campaign would be new, and {@link Plan.deadlineAt}
   * is over by the store's clock; its numbers are 0. Nothing was written in both cases.
   */
  readonly status: "new" | "same" | "changed" | "over";
  readonly state: CampaignState;
  /** The body in force, so that a caller can show the difference. */
  readonly body: string;
}

/** A version as a worker needs it to render and decide. */
/** Which versions are read. Absent = all. */
export interface VersionsInput {
  readonly ids?: readonly number[] | undefined;
  readonly campaign?: number | undefined;
}

export interface StoredVersion {
  readonly version: number;
  readonly campaign: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly body: string;
  readonly plan: Plan;
}

/** An address as a store keeps it. */
export interface KeptContact extends Contact {
  /** What the watch counts an encrypted address by: number prefix, mail domain or push service. Absent = read from the address. */
  readonly destination?: string | undefined;
}

/** An admitted row with keyed hashes of its contacts, in the same order. */
export interface EnrollRow extends AdmittedRow {
  readonly contacts: readonly KeptContact[];
  readonly digests: readonly string[];
  /** A number in [0, 2^31) from a keyed hash of (campaign seed, key): the random order of sending. */
  readonly sendOrder: number;
  /** Keyed hashes of tenant and key, one an index key: a row of a forgotten recipient is refused. */
  readonly tombstones?: readonly string[] | undefined;
  /**
   * The recipient's own key where `key` names a transactional message. Such a key belongs to the import that used it
   * first: a row of another import is refused (`message/key-reused`).
   */
  readonly person?: string | undefined;
  /** What of the row is encrypted is so under this key. Kept with the row, and deleted with it. */
  readonly personKey?: PersonKey | undefined;
}

/** A refused row as a store keeps it. */
export interface KeptRefusal extends RefusedRow {
  /** Keyed hashes of the contacts: by them the row is found when its recipient is forgotten. */
  readonly digests?: readonly string[] | undefined;
  /** As with {@link EnrollRow.personKey}. */
  readonly personKey?: PersonKey | undefined;
}

/** One numbered piece of an import, at most 5,000 rows. */
export interface EnrollChunk {
  readonly campaign: number;
  readonly version: number;
  /** Names the source by its bytes; a repeated chunk of it gets the first answer. */
  readonly importId: string;
  /** From 0. */
  readonly seq: number;
  readonly rows: readonly EnrollRow[];
  readonly refused: readonly KeptRefusal[];
  /** Only answers what it would come to: nothing of it is kept. @default false */
  readonly isTrial?: boolean | undefined;
}

/** `same`: the key is enrolled already, by an earlier import. `repeated`: the key stood earlier in this import. */
export type EnrollStatus = "new" | "same" | "contact-changed" | "repeated" | "refused";

/** What became of each row of a chunk. */
export interface EnrollAnswer {
  /** One per row, in order. Empty when this chunk had been committed before (`replayed`). */
  readonly statuses: readonly EnrollStatus[];
  /** Internal ids, in order; 0 for rows without an enrollment. */
  readonly enrollments: readonly number[];
  readonly counts: Readonly<Record<EnrollStatus, number>>;
  /** Why rows of the chunk were refused here; those of `refused` came with their reason. Empty when `replayed`. */
  readonly refusals: readonly Refusal[];
  /** Of the refused: rows of unknown recipients, which a sealed closed audience does not take. The ledger has no row of them. */
  readonly uninvited?: number | undefined;
  readonly replayed: boolean;
}

/** New rows of recipients, in place of those they were enrolled by. */
export interface RescheduleInput extends By {
  readonly campaign: number;
  /** The version that the rows were read by. */
  readonly version: number;
  /** A deadline that is counted from the enrollment (`afterMs`) stays as it is. */
  readonly rows: readonly EnrollRow[];
  /** Only says what would become of the rows. @default false */
  readonly isTrial?: boolean | undefined;
}

/**
 * `same`: deadline and contacts are these already. `done`: confirmed, called off, or every step was taken. `past`: the deadline
 * is over. `unusable`: the row cannot be stored.
 */
export type RescheduleStatus = "rescheduled" | "same" | "unknown" | "done" | "past" | "unusable";

/** What became of new rows. */
export interface RescheduleAnswer {
  /** One per row, in order; empty where it was refused. */
  readonly statuses: readonly RescheduleStatus[];
  /** Why nothing was done: the campaign is `unknown` or `over`. */
  readonly refused?: "unknown" | "over" | undefined;
}

/** Ends an import: all its chunks must be there. */
export interface SealInput {
  readonly campaign: number;
  readonly importId: string;
  /** Chunks 0 … chunks−1 must all be there. */
  readonly chunks: number;
  /** Opens the gates in the same transaction. @default true */
  readonly start?: boolean;
}

/** What an import came to; its rows are exactly these. */
export interface SealAnswer {
  readonly rows: number;
  readonly enrolled: number;
  readonly repeated: number;
  readonly refused: number;
  /** Keys enrolled before that this import no longer lists; reported, never cancelled by itself. */
  readonly removed: number;
}
