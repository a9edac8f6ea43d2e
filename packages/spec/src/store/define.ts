import type { AdmittedRow, Contact, Refusal, RefusedRow } from "../campaign.ts";
import type { Plan } from "../plan.ts";
import type { CampaignState } from "../states.ts";
import type { Actor } from "./operator-words.ts";

export interface DefineInput {
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  /** SHA-256 of `body`, hex. */
  readonly hash: string;
  readonly body: string;
  readonly plan: Plan;
  /** `open`: the audience grows while the campaign runs, and is never sealed. */
  readonly audience: "open" | "closed";
  /** Allows several versions of the campaign, as `send()` needs. Otherwise, a new hash returns `changed`. */
  readonly manyVersions?: boolean;
  /** Who amends the campaign, and why. Starts the command `amend`, which changes the version of enrolled recipients. */
  readonly amendedBy?: Actor | undefined;
}

export interface DefineAnswer {
  readonly campaign: number;
  readonly version: number;
  /** `changed`: the campaign has another definition. `over`: the deadline has passed. Both write nothing. */
  readonly status: "new" | "same" | "changed" | "over";
  readonly state: CampaignState;
  readonly body: string;
}

export interface VersionsInput extends Partial<Pick<StoredVersion, "campaign" | "tenant" | "name" | "occurrence">> {
  readonly ids?: readonly number[] | undefined;
  /** True = only the newest version of each campaign. @default false */
  readonly latest?: boolean | undefined;
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

export interface KeptContact extends Contact {
  /** Number prefix, mail domain or push service of an encrypted address; absent if the address is plain. */
  readonly destination?: string | undefined;
}

export interface EnrollRow extends AdmittedRow {
  readonly contacts: readonly KeptContact[];
  readonly digests: readonly string[];
  /** The recipient's position in the send order: a random number in [0, 2^31). */
  readonly sendOrder: number;
  /** Keyed hashes of tenant and key, one per index key. By these hashes, the store refuses forgotten recipients. */
  readonly tombstones?: readonly string[] | undefined;
  /** The recipient's key, if `key` identifies a message. A message key of an earlier import is refused. */
  readonly person?: string | undefined;
  /** Set inside the store: the encrypted addresses and columns. The plain fields are then empty. */
  readonly box?: string | undefined;
}

export interface KeptRefusal extends RefusedRow {
  readonly digests?: readonly string[] | undefined;
  readonly box?: string | undefined;
}

/** One numbered part of an import, with at most 5,000 rows. */
export interface EnrollChunk {
  readonly campaign: number;
  readonly version: number;
  /** Identifies the source by its bytes. A repeated chunk of the same import returns its first answer. */
  readonly importId: string;
  readonly seq: number;
  readonly rows: readonly EnrollRow[];
  readonly refused: readonly KeptRefusal[];
  /** True to compute the answer without storing anything. */
  readonly isTrial?: boolean | undefined;
}

export type EnrollStatus = "new" | "same" | "contact-changed" | "repeated" | "refused";

export interface EnrollAnswer {
  /** One status per row; empty if the chunk was `replayed`. */
  readonly statuses: readonly EnrollStatus[];
  /** One enrollment number per row; 0 for a row without an enrollment. */
  readonly enrollments: readonly number[];
  readonly counts: Readonly<Record<EnrollStatus, number>>;
  /** Rows that the store refused, in addition to {@link EnrollChunk.refused}. Empty if `replayed`. */
  readonly refusals: readonly Refusal[];
  /** Number of rows whose keys are not in the sealed audience. The ledger does not count them. */
  readonly uninvited?: number | undefined;
  readonly replayed: boolean;
}

export interface RescheduleInput extends Actor {
  readonly campaign: number;
  /** The campaign version with which the rows were parsed. */
  readonly version: number;
  /** The new rows. A deadline relative to the enrollment (`afterMs`) does not change. */
  readonly rows: readonly EnrollRow[];
  readonly isTrial?: boolean | undefined;
}

/** `done`: the recipient confirmed, was cancelled, or got every step. `past`: the deadline has passed. */
export type RescheduleStatus = "rescheduled" | "same" | "unknown" | "done" | "past" | "unusable";

export interface RescheduleAnswer {
  readonly statuses: readonly RescheduleStatus[];
  readonly refused?: "unknown" | "over" | undefined;
}

export interface SealInput {
  readonly campaign: number;
  readonly importId: string;
  readonly chunks: number;
}
