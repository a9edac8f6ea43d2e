import type { AdmittedRow, Contact, Refusal, RefusedRow } from "../campaign.ts";
import type { Plan } from "../plan.ts";
import type { CampaignState } from "../states.ts";
import type { By } from "./operator-words.ts";

/** A version of a campaign, and the campaign's identity. */
export interface DefineInput {
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  /** SHA-256 of `body`, hex. */
  readonly hash: string;
  /** The {@link CompiledCampaign.body}. */
  readonly body: string;
  readonly plan: Plan;
  /** `open` audiences grow while running and are never sealed. */
  readonly audience: "open" | "closed";
  /** Allows several versions side by side, as `send()` needs; otherwise another hash returns `changed`. @default false */
  readonly manyVersions?: boolean;
  /**
   * Who amends the campaign, and why. Starts the command `transition: "amend"`, which stays unfinished until all
   * recipients were checked. If absent, no recipient changes version.
   */
  readonly amendedBy?: By | undefined;
}

/** The campaign's version that is in force after the call. */
export interface DefineAnswer {
  readonly campaign: number;
  readonly version: number;
  /**
   * `changed`: the identity exists with another definition. `over`: the campaign would be new, but {@link
   * Plan.deadlineAt} has passed by the store's clock; its numbers are 0. In both cases nothing was written.
   */
  readonly status: "new" | "same" | "changed" | "over";
  readonly state: CampaignState;
  /** The body that is in force, so that a caller can show the difference. */
  readonly body: string;
}

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

/** An address as stored. */
export interface KeptContact extends Contact {
  /**
   * The number prefix, mail domain or push service of an encrypted address. If absent, the store reads it from the
   * address itself.
   */
  readonly destination?: string | undefined;
}

/** An admitted row with keyed hashes of its contacts, in the same order. */
export interface EnrollRow extends AdmittedRow {
  readonly contacts: readonly KeptContact[];
  readonly digests: readonly string[];
  /** Place in the send order, in [0, 2^31): a random pass over the audience, then the place in the audience. */
  readonly sendOrder: number;
  /** Keyed hashes of tenant and key, one per index key, by which the store refuses the row of a forgotten recipient. */
  readonly tombstones?: readonly string[] | undefined;
  /**
   * The recipient's own key, if `key` identifies a transactional message. Such a message key belongs to the import that
   * used it first, so a row of another import is refused (`message/key-reused`).
   */
  readonly person?: string | undefined;
  /** The encrypted addresses and columns. If it is set, the plaintext fields are empty. Set by the store itself. */
  readonly box?: string | undefined;
}

/** A refused row as stored. */
export interface KeptRefusal extends RefusedRow {
  /** Keyed hashes of the contacts, to find the row when its recipient is forgotten. */
  readonly digests?: readonly string[] | undefined;
  /** The encrypted contacts, as with {@link EnrollRow.box}. */
  readonly box?: string | undefined;
}

/** One numbered piece of an import, at most 5,000 rows. */
export interface EnrollChunk {
  readonly campaign: number;
  readonly version: number;
  /** Identifies the source by its bytes. A repeated chunk of the same import returns the first answer. */
  readonly importId: string;
  /** From 0. */
  readonly seq: number;
  readonly rows: readonly EnrollRow[];
  readonly refused: readonly KeptRefusal[];
  /** Returns the result without storing anything. @default false */
  readonly isTrial?: boolean | undefined;
}

/** `same`: an earlier import enrolled the key. `repeated`: the key occurred earlier in this import. */
export type EnrollStatus = "new" | "same" | "contact-changed" | "repeated" | "refused";

/** The result for each row of a chunk. */
export interface EnrollAnswer {
  /** One status per row, in order; empty if this chunk was committed before (`replayed`). */
  readonly statuses: readonly EnrollStatus[];
  /** The internal id of each row's enrollment, in order; 0 if the row has no enrollment. */
  readonly enrollments: readonly number[];
  readonly counts: Readonly<Record<EnrollStatus, number>>;
  /** Rows that the store itself refused, without those in {@link EnrollChunk.refused}. Empty when `replayed`. */
  readonly refusals: readonly Refusal[];
  /** Number of rows with unknown keys, which a sealed closed audience rejects, and which the ledger does not count. */
  readonly uninvited?: number | undefined;
  readonly replayed: boolean;
}

/** New rows that replace those of enrolled recipients. */
export interface RescheduleInput extends By {
  readonly campaign: number;
  /** The version that parsed the rows. */
  readonly version: number;
  /** A deadline relative to the enrollment (`afterMs`) does not change. */
  readonly rows: readonly EnrollRow[];
  /** Returns the result without storing anything. @default false */
  readonly isTrial?: boolean | undefined;
}

/**
 * `same`: the row changes nothing. `done`: the recipient confirmed, was cancelled, or had every step. `past`: the
 * deadline has passed. `unusable`: the row cannot be stored.
 */
export type RescheduleStatus = "rescheduled" | "same" | "unknown" | "done" | "past" | "unusable";

export interface RescheduleAnswer {
  /** One status per row, in order; empty if the call was refused. */
  readonly statuses: readonly RescheduleStatus[];
  /** Why nothing was changed: the campaign is `unknown` or `over`. */
  readonly refused?: "unknown" | "over" | undefined;
}

/** Completes an import. */
export interface SealInput {
  readonly campaign: number;
  readonly importId: string;
  /** Chunks 0 … chunks−1 must all be stored. */
  readonly chunks: number;
  /** Starts the campaign in the same transaction. @default true */
  readonly start?: boolean;
}

/** The result of one import; it counts only the rows of that import. */
export interface SealAnswer {
  readonly rows: number;
  readonly enrolled: number;
  readonly repeated: number;
  readonly refused: number;
  /** Number of enrolled keys that this import does not contain, and that are never cancelled automatically. */
  readonly removed: number;
}
