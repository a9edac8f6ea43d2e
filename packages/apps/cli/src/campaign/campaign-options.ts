import { readAudience } from "@relance/campaign";
import type { ProviderCause, QueueScope } from "@relance/engine";
import { isPlugin, type LoadedCampaign } from "@relance/spec";
import { type Command, InvalidArgumentError } from "commander";
import type { Host } from "../host.ts";
import { causeText } from "../ledger/provider-text.ts";
import { pathOf } from "./read-values.ts";

/** Identifies a run of a campaign. */
export interface IdentityOptions {
  readonly occurrence?: string | undefined;
  readonly tenant?: string | undefined;
}

export function withIdentity(command: Command): Command {
  return command
    .option("--occurrence <name>", "the run of that occurrence, such as 2013-08")
    .option("--tenant <name>", "the run of that tenant");
}

/** Returns the options without those that are undefined. */
export function identityOf({ occurrence = "", tenant = "" }: IdentityOptions): {
  readonly occurrence: string;
  readonly tenant: string;
} {
  return { occurrence, tenant };
}

/** The actor and the reason of a change; both are recorded with it. */
export interface AccountableOptions {
  readonly as: string;
  readonly reason: string;
}

/** Adds `--as` and `--reason`, which every change of a running campaign requires. */
export function withAccountability(command: Command): Command {
  return command
    .requiredOption("--as <who>", "who does this; recorded", readWord)
    .requiredOption("--reason <why>", "why; recorded", readWord);
}

/** Refuses an empty value, which a script passes if its variable is unset; the empty value would be recorded. */
function readWord(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Write a few words: they are recorded.");
  return text;
}

/** Returns the recipients of another file than the campaign's own, or of a campaign whose program supplies them. */
export function withAudience(campaign: LoadedCampaign, host: Host, file: string | undefined): LoadedCampaign {
  return file === undefined ? campaign : { ...campaign, audience: () => readAudience(pathOf(host, file)) };
}

/** The queues that an order changes, and the version of them that its author saw. */
export interface QueueOptions {
  readonly step?: number | undefined;
  readonly provider?: string | undefined;
  readonly destination?: string | undefined;
  readonly ifVersion?: number | undefined;
}

/** Adds the options `--step`, `--provider`, `--destination` and `--if-version`. */
export function withQueues(command: Command): Command {
  return command
    .option("--step <n>", "only this step, from 1", readStep)
    .option("--provider <provider>", "only messages through it, such as sms.main")
    .option("--destination <name>", "only these people: a number prefix such as +3363, a mail domain, a push service")
    .option("--if-version <n>", "only if no order was given since status --json showed this version", readVersion);
}

/** Returns the scope in the SDK's form. */
export function queueScope({
  step,
  provider,
  destination,
  ifVersion: version,
}: QueueOptions): QueueScope & { readonly version: number | undefined } {
  return { step, provider, destination, version };
}

/** Returns text such as ` in step 1 over sms.main for +3363`; an empty text means the whole campaign. */
export function queueText({ step, provider, destination }: QueueOptions): string {
  const named = [
    step === undefined ? "" : ` in step ${step}`,
    provider === undefined ? "" : ` over ${provider}`,
    destination === undefined ? "" : ` for ${destination}`,
  ];
  return named.join("");
}

/** Warns on a separate line that no message was sent to the named destination yet. */
export function unseenText({ destination }: QueueOptions, { isUnseen }: { readonly isUnseen: boolean }): string {
  return isUnseen ? `\n  no recipient of ${destination} was sent a message yet: the order applies to later ones` : "";
}

/** Lists the causes that still stop recipients, one on each line. */
export function stillText(still: readonly (ProviderCause & { readonly provider: string })[]): string {
  return still.map((cause) => `\n  still, through ${cause.provider}: ${causeText(cause)}${endText(cause)}`).join("");
}

function endText({ by, does }: ProviderCause): string {
  if (isPlugin(by) && does !== "throttled") return " (--override ends it)";
  if (by === "operator" && does === "throttled") return " (--rate none ends it)";
  return by === "budget" ? " (relance extend --budget raises it)" : "";
}

function readStep(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write the number of a step, from 1.");
}

function readVersion(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("Write the version that status --json shows, such as 3.");
}
