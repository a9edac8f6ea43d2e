import type { SealableEvent } from "@relance/spec";

/** One event in sealed form. A leaf contains only a commitment to identifying data, so that it may be kept longer. */
export interface Leaf extends SealableEvent {
  /** Commitment to the event's details; absent if there are none or they were erased before. */
  readonly commitment?: string | undefined;
}

/** The hashed text. */
export function leafText(leaf: Leaf): string {
  return JSON.stringify(leaf);
}
