import type { Expect } from "@relance/provider-kit";
import type { AwsOptions } from "@relance/provider-kit/aws";
import type { HttpSmsOptions } from "../http-sms-options.ts";
import type { StatusMeaning } from "../receipt-options.ts";

export interface Preset<Asked extends string, Optional extends string = never> {
  /** The required settings, and where the vendor shows the value of each. */
  readonly asks: Readonly<Record<Asked, string>>;
  readonly may?: readonly Optional[];
  /** The vendor's base URL; absent if it differs per account. */
  readonly endpoint?: string | ((given: Settings<Asked, Optional>) => string);
  /** Reports further mistakes that need no request to find. */
  readonly check?: (given: Settings<Asked, Optional>, expect: Expect) => void;
  readonly describe: (given: Settings<Asked, Optional>, base: string) => Omit<HttpSmsOptions, "vendor">;
}

export type Settings<Asked extends string, Optional extends string = never> = {
  readonly [Name in Asked]: Setting<Name>;
} & { readonly [Name in Optional]?: Setting<Name> | undefined };

type Setting<Name> = Name extends Exclude<keyof AwsOptions, "region"> ? NonNullable<AwsOptions[Name]> : string;

export const FROM = "sender, as recipients see it: a number, or a name where the country allows it";

export const DEAD: StatusMeaning = { kind: "undelivered", addressPermanent: true };

/** Maps the vendor's statuses to in-transit, delivered and undelivered. Spaces separate the statuses in each text. */
export function meanings(inTransit: string, delivered: string, undelivered: string): Record<string, StatusMeaning> {
  const kinds = { "in-transit": inTransit, delivered, undelivered } as const;
  const named = Object.entries(kinds).flatMap(([kind, words]) => words.split(" ").map((word) => [word, kind]));
  return Object.fromEntries(named);
}

export function basic(name: string, password: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}
