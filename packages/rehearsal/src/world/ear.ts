import type { InboundItem } from "@relance/spec";

/** What comes in from outside, in the groups in which receivers commit it. */
export interface Ear {
  /** False while our public address is not heard. */
  readonly isOpen: () => boolean;
  hear(instance: string, item: InboundItem): void;
}
