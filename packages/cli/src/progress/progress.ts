import type { Ledger } from "@relance/spec";
import type { Session } from "../session.ts";
import { jsonProgress } from "./json-progress.ts";
import { terminalProgress } from "./terminal-progress.ts";

/** How long work shows itself while it goes on. */
export interface Progress {
  /** Lines of an audience read or written so far; cheap to call for each one. */
  lines(doing: "reading" | "enrolling", lines: number, of?: number): void;
  /** Where the campaigns stand. */
  campaigns(ledgers: readonly Ledger[]): void;
  /** Leaves the screen as it is; the next call starts below. */
  done(): void;
}

const SILENT: Progress = { lines: () => {}, campaigns: () => {}, done: () => {} };

/** Bars on a terminal, JSON lines elsewhere and with `--json`, nothing with `--quiet`. */
export function createProgress({ flags, host, output }: Session): Progress {
  if (flags.quiet === true) return SILENT;
  return output.isTerminal ? terminalProgress(host.stdout, output.region) : jsonProgress(output);
}
