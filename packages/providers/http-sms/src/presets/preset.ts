import type { Expect } from "@relance/provider-kit";
import type { AwsOptions } from "@relance/provider-kit/aws";
import type { HttpSmsOptions } from "../http-sms-options.ts";
import type { StatusMeaning } from "../receipt-options.ts";

export interface Preset<Asked extends string, Optional extends string = never> {
  /** The required settings, each with the place where the vendor shows the value. */
  readonly asks: Readonly<Record<Asked, string>>;
  readonly may?: readonly Optional[];
  /** The base URL of the vendor; absent if each account has its own. */
  readonly endpoint?: string | ((given: Settings<Asked, Optional>) => string);
  /** Reports further mistakes that can be found without a request. */
  readonly check?: (given: Settings<Asked, Optional>, expect: Expect) => void;
  readonly describe: (given: Settings<Asked, Optional>, base: string) => Omit<HttpSmsOptions, "vendor">;
}

export type Settings<Asked extends string, Optional extends string = never> = {
  readonly [Name in Asked]: Setting<Name>;
} & { readonly [Name in Optional]?: Setting<Name> | undefined };

type Setting<Name> = Name extends Exclude<keyof AwsOptions, "region"> ? NonNullable<AwsOptions[Name]> : string;

export const FROM = "sender, as recipients see it: a number, or a name where the country allows it";

export const DEAD: StatusMeaning = { kind: "undelivered", addressPermanent: true };

/** Maps the vendor's statuses, which spaces separate in each text, to in-transit, delivered and undelivered. */
export function meanings(inTransit: string, delivered: string, undelivered: string): Record<string, StatusMeaning> {
  const kinds = { "in-transit": inTransit, delivered, undelivered } as const;
  const named = Object.entries(kinds).flatMap(([kind, words]) => words.split(" ").map((word) => [word, kind]));
  return Object.fromEntries(named);
}

export function basic(name: string, password: string): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}
