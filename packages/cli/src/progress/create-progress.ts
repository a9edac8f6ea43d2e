import type { Session } from "../session.ts";
import { jsonProgress } from "./json-progress.ts";
import type { Progress } from "./progress.ts";
import { terminalProgress } from "./terminal-progress.ts";

const SILENT: Progress = { lines: () => {}, campaigns: () => {}, done: () => {} };

/** Bars on a terminal, JSON lines elsewhere and with `--json`, nothing with `--quiet`. */
export function createProgress({ flags, host, output }: Session): Progress {
  if (flags.quiet === true) return SILENT;
  return output.isTerminal ? terminalProgress(host.stdout, output.region) : jsonProgress(output);
}
