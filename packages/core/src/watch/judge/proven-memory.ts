import type { ProvenCount } from "@relance/watch";

/** By flow: messages whose arrival people prove, and of them those with a receipt. */
export interface ProvenMemory {
  /** When they were counted. */
  readonly at: number;
  readonly counts: Readonly<Record<string, ProvenCount>>;
}
