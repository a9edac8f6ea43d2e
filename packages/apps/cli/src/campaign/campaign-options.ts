import { readAudience } from "@relance/campaign";
import type { ProviderCause, QueueScope } from "@relance/engine";
import { isPlugin, type LoadedCampaign } from "@relance/spec";
import { type Command, InvalidArgumentError } from "commander";
import type { Host } from "../host.ts";
import { causeText } from "../ledger/provider-text.ts";
import { pathOf } from "./read-values.ts";

/** Which run of a campaign is meant. */
export interface IdentityOptions {
  readonly occurrence?: string | undefined;
  readonly tenant?: string | undefined;
}

export function withIdentity(command: Command): Command {
  return command
    .option("--occurrence <name>", "the run of that occurrence, such as 2013-08")
    .option("--tenant <name>", "the run of that tenant");
}

/** The options without the absent ones. */
export function identityOf({ occurrence = "", tenant = "" }: IdentityOptions): {
  readonly occurrence: string;
  readonly tenant: string;
} {
  return { occurrence, tenant };
}

/** Who acts, and why; both are kept with what was done. */
export interface AccountableOptions {
  readonly as: string;
  readonly reason: string;
}

/** Adds `--as` and `--reason`, without which a running campaign is not changed. */
export function withAccountability(command: Command): Command {
  return command
    .requiredOption("--as <who>", "who does this; recorded", readWord)
    .requiredOption("--reason <why>", "why; recorded", readWord);
}

/** A script whose variable is unset gives an empty word: on record there would be no actor and no reason. */
function readWord(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Say it in a few words: it stays on record.");
  return text;
}

/** The recipients of another file than the campaign's own, or of a campaign whose program brings them. */
export function withAudience(campaign: LoadedCampaign, host: Host, file: string | undefined): LoadedCampaign {
  return file === undefined ? campaign : { ...campaign, audience: () => readAudience(pathOf(host, file)) };
}

/** Which queues an order is about, and what its giver saw of them. */
export interface QueueOptions {
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  readonly destination?: string | undefined;
  readonly ifVersion?: number | undefined;
}

/** Adds `--step`, `--provider`, `--destination` and `--if-version`. */
export function withQueues(command: Command): Command {
  return command
    .option("--step <n>", "only this step, from 1", readStep)
    .option("--provider <provider>", "only what is sent over it, such as sms.main")
    .option("--destination <name>", "only these people: a number prefix such as +3363, a mail domain, a push service")
    .option("--if-version <n>", "only if no order came since status --json showed this version", readVersion);
}

/** As the SDK takes them. */
export function queueScope({
  step,
  provider,
  destination,
  ifVersion: version,
}: QueueOptions): QueueScope & { readonly version: number | undefined } {
  return { step, provider, destination, version };
}

/** Such as ` in step 1 over sms.main for +3363`; empty = all of the campaign. */
export function queueText({ step, provider, destination }: QueueOptions): string {
  const named = [
    step === undefined ? "" : ` in step ${step}`,
    provider === undefined ? "" : ` over ${provider}`,
    destination === undefined ? "" : ` for ${destination}`,
  ];
  return named.join("");
}

/** That a destination is named of which no recipient was written to yet, on its own line. */
export function unseenText({ destination }: QueueOptions, { isUnseen }: { readonly isUnseen: boolean }): string {
  return isUnseen ? `\n  no recipient of ${destination} was written to yet: it holds for those to come` : "";
}

/** What continues stopping recipients, each on its own line. */
export function stillText(still: readonly (ProviderCause & { readonly provider: string })[]): string {
  return still.map((cause) => `\n  still, over ${cause.provider}: ${causeText(cause)}${endText(cause)}`).join("");
}

function endText({ by, does }: ProviderCause): string {
  if (isPlugin(by) && does !== "throttled") return " (--override ends it)";
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
