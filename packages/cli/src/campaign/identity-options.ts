import type { Command } from "commander";

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
