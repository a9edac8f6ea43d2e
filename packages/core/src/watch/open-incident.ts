import type { IncidentKind } from "@relance/spec";

/** What tells an open incident from others of the same provider. */
export interface OpenIncident {
  readonly kind: IncidentKind;
  readonly destination: string;
}
