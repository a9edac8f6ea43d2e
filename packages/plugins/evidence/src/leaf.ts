import type { SealableEvent } from "@relance/spec";

/** One event in sealed form. A leaf contains identifying data only as a commitment, so it may outlive the data. */
export interface Leaf extends SealableEvent {
  /** Commitment to the event's details; absent if the event has no details, or they were erased before the seal. */
  readonly commitment?: string | undefined;
}

/** Returns the text whose hash is the leaf's hash. */
export function leafText(leaf: Leaf): string {
  return JSON.stringify(leaf);
}
