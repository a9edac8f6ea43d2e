import type { Plan } from "../plan.ts";
import type { CampaignState } from "../states.ts";

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
   * Who amends the campaign by a new version, and why: the order to take it (`move: "amend"`) is begun with it, and is known
   * as unfinished until everybody was looked at. Absent = nobody has to take it.
   */
  readonly amendedBy?: { readonly actor: string; readonly reason: string } | undefined;
}

/** The version in force. */
export interface DefineAnswer {
  readonly campaign: number;
  readonly version: number;
  /** `changed`: the identity lives on with another definition; nothing was written. */
  readonly status: "new" | "same" | "changed";
  readonly state: CampaignState;
  /** The body in force, so that a caller can show the difference. */
  readonly body: string;
}

/** A version as a worker needs it to render and decide. */
export interface StoredVersion {
  readonly version: number;
  readonly campaign: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly body: string;
  readonly plan: Plan;
}
