import type { LaneScope, ProviderCause } from "@relance/core";
import { type Command, InvalidArgumentError } from "commander";
import { causeText } from "../ledger/provider-text.ts";

/** Which lanes an order is about, and what its giver saw of them. */
export interface LaneOptions {
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  readonly slice?: string | undefined;
  readonly ifVersion?: number | undefined;
}

/** Adds `--step`, `--provider`, `--slice` and `--if-version`. */
export function withLanes(command: Command): Command {
  return command
    .option("--step <n>", "only this step, from 1", readStep)
    .option("--provider <instance>", "only what is sent over it, such as sms.main")
    .option("--slice <name>", "only these people: a number prefix such as +3363, a mail domain, a push service")
    .option("--if-version <n>", "only where nobody steered since status --json said this version", readVersion);
}

/** As the SDK takes them. */
export function laneScope({
  step,
  provider,
  slice,
  ifVersion: version,
}: LaneOptions): LaneScope & { readonly version: number | undefined } {
  return { step, provider, slice, version };
}

/** Such as ` in step 1 over sms.main for +3363`; empty = all of the campaign. */
export function laneText({ step, provider, slice }: LaneOptions): string {
  const named = [
    step === undefined ? "" : ` in step ${step}`,
    provider === undefined ? "" : ` over ${provider}`,
    slice === undefined ? "" : ` for ${slice}`,
  ];
  return named.join("");
}

/** That a slice is named of which nobody was written to yet, on a line of its own. */
export function unseenText({ slice }: LaneOptions, { isUnseen }: { readonly isUnseen: boolean }): string {
  return isUnseen ? `\n  nobody of ${slice} was written to yet: it holds for whoever is` : "";
}

/** What goes on stopping people, each on a line of its own. */
export function stillText(still: readonly (ProviderCause & { readonly provider: string })[]): string {
  return still.map((cause) => `\n  still, over ${cause.provider}: ${causeText(cause)}${endText(cause)}`).join("");
}

function endText({ by, does }: ProviderCause): string {
  if (by === "watch" && does !== "throttled") return " (--override ends it)";
  if (by === "operator" && does === "throttled") return " (--rate none ends it)";
  return by === "budget" ? " (relance budget raises it)" : "";
}

function readStep(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write the number of a step, from 1.");
}

function readVersion(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write the version that status --json says, such as 3.");
}
