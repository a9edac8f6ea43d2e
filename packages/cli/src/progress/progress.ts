import type { Ledger } from "@relance/spec";

/** How long work shows itself while it goes on. */
export interface Progress {
  /** Lines of an audience read or written so far; cheap to call for each one. */
  lines(doing: "reading" | "enrolling", lines: number, of?: number): void;
  /** Where the campaigns stand. */
  campaigns(ledgers: readonly Ledger[]): void;
  /** Leaves the screen as it is; the next call starts below. */
  done(): void;
}
