import { RelanceError } from "./relance-error.ts";

export type ConfigErrorCode =
  | "config/invalid"
  | "config/secret-missing"
  | "config/channel-unknown"
  | "config/provider-unknown"
  | "config/lease-too-short"
  | "config/price-missing"
  | "config/not-found"
  | "config/db-unsupported"
  | "campaign/invalid"
  | "campaign/already-closed"
  | "campaign/changed"
  | "campaign/unknown"
  | "campaign/not-running"
  | "campaign/recipients-mismatch"
  | "campaign/deadline-not-later"
  | "campaign/step-unknown"
  | "campaign/destination-unknown"
  | "campaign/steered-since"
  | "campaign/not-amendable"
  | "audience/unexpected"
  | "audience/unreadable"
  | "template/missing"
  | "template/invalid"
  | "scenario/invalid";

export interface Problem {
  readonly file?: string | undefined;
  /** From 1. */
  readonly line?: number | undefined;
  /** From 1. */
  readonly column?: number | undefined;
  readonly path: string;
  readonly advice: string;
}

/** Returns `file:line:column path: advice`, which editors turn into a link. Steps of a campaign file count from 1. */
export function formatProblem({ file, line, column, path, advice }: Problem): string {
  const place = [file, line, column].filter((part) => part !== undefined).join(":");
  const step = (_: string, k: string, dot: string) => `step ${Number(k) + 1}${dot && ", "}`;
  const shown = line === undefined ? path : path.replace(/^steps\[(\d+)\](\.?)/, step);
  return [place, shown ? `${shown}:` : "", advice].filter(Boolean).join(" ");
}

/** The configuration or a call is wrong, and the operator must change it. Contains every problem found. */
export class ConfigError extends RelanceError<ConfigErrorCode> {
  override readonly name: string = "ConfigError";
  readonly family = "config" as const;
  readonly problems: readonly Problem[];

  constructor(
    code: ConfigErrorCode,
    message: string,
    init?: { readonly problems?: readonly Problem[]; readonly cause?: unknown },
  ) {
    super(code, message, init);
    this.problems = init?.problems ?? [];
  }
}
