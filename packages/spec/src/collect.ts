import type { InboundItem } from "./inbound.ts";

/** Commits what was read, with the bytes it came in; only when this has resolved may the source forget it. */
export type KeepReports = (items: readonly InboundItem[], raw: Uint8Array) => Promise<void>;

/** What one round of collecting found. */
export interface CollectResult {
  /** Reports kept. */
  readonly kept: number;
  /** What was not proven to be about us; it changed nothing. */
  readonly refused: number;
}
