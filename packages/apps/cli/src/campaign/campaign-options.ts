import { readAudience } from "@relance/campaign";
import type { ProviderCause, QueueScope } from "@relance/engine";
import { isPlugin, type LoadedCampaign } from "@relance/spec";
import { type Command, InvalidArgumentError } from "commander";
import type { Host } from "../host.ts";
import { causeText } from "../ledger/provider-text.ts";
import { resolvePath } from "./read-values.ts";

export type IdentityOptions = Partial<{ occurrence: string; tenant: string }>;

export function withIdentity(command: Command): Command {
  return command
    .option("--occurrence <name>", "the campaign's run with this occurrence, such as 2013-08")
    .option("--tenant <name>", "the campaign's run for this tenant");
}

export function parseIdentity({ occurrence = "", tenant = "" }: IdentityOptions): Required<IdentityOptions> {
  return { occurrence, tenant };
}

export interface AccountableOptions {
  readonly as: string;
  readonly reason: string;
}

export function withAccountability(command: Command): Command {
  return command
    .requiredOption("--as <who>", "name of the operator, which is recorded", readWord)
    .requiredOption("--reason <why>", "reason, which is recorded", readWord);
}

/** Refuses an empty value: a script passes an empty value if its variable is not set. */
function readWord(text: string): string {
  if (text.trim() === "") throw new InvalidArgumentError("Write a few words; relance records them.");
  return text;
}

export function withAudience(campaign: LoadedCampaign, host: Host, file: string | undefined): LoadedCampaign {
  return file === undefined ? campaign : { ...campaign, audience: () => readAudience(resolvePath(host, file)) };
}

export type QueueOptions = Partial<{ step: number; provider: string; destination: string; ifVersion: number }>;

export function withQueues(command: Command): Command {
  return command
    .option("--step <n>", "only this step, from 1", readStep)
    .option("--provider <provider>", "only messages through this provider, such as sms.main")
    .option("--destination <name>", "only recipients at a number prefix such as +3363, a mail domain or a push service")
    .option("--if-version <n>", "only if no command was given since status --json showed this version", readVersion);
}

export function queueScope({
  step,
  provider,
  destination,
  ifVersion: version,
}: QueueOptions): QueueScope & { readonly version: number | undefined } {
  return { step, provider, destination, version };
}

/** Returns text such as ` in step 1 over sms.main for +3363`; empty if the options select the whole campaign. */
export function queueText({ step, provider, destination }: QueueOptions): string {
  const named = [
    step === undefined ? "" : ` in step ${step}`,
    provider === undefined ? "" : ` over ${provider}`,
    destination === undefined ? "" : ` for ${destination}`,
  ];
  return named.join("");
}

export function unseenText({ destination }: QueueOptions, { isUnseen }: { readonly isUnseen: boolean }): string {
  return isUnseen
    ? `\n  no recipient of ${destination} was sent a message yet: the command applies to later recipients`
    : "";
}

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
