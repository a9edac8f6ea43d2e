import type { Plan } from "@relance/spec";

/** A version as decisions read it. Never changes, so stores keep it in memory. */
export interface VersionFacts {
  readonly version: number;
  readonly campaign: number;
  readonly tenant: string;
  readonly name: string;
  readonly occurrence: string;
  readonly isOpen: boolean;
  /** When the campaign was first defined. */
  readonly definedAt: number;
  readonly plan: Plan;
  /** Lane of step k, position p. */
  readonly lanes: readonly (readonly number[])[];
}
