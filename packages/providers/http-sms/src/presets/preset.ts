import type { Expect } from "@relance/provider-kit";
import type { HttpSmsOptions } from "../http-sms-options.ts";
import type { StatusMeaning } from "../receipt-options.ts";

type Texts = Readonly<Record<string, string | undefined>>;

/** The API of a vendor as data: its settings and its description. */
export interface Preset<Given = Texts> {
  /** Required settings, and where the vendor shows them. */
  readonly asks: Readonly<Record<string, string>>;
  /** The base URL of the vendor; absent if each account has its own. */
  readonly endpoint?: string | ((given: Given) => string);
  /** Further mistakes that can be found without a request. */
  readonly check?: (given: Given, expect: Expect) => void;
  readonly describe: (given: Given, base: string) => Omit<HttpSmsOptions, "vendor">;
}

/** The wording of the `from` setting, shared by all vendors. */
export const FROM = "sender, as people see it: a number, or a name where the country allows it";

/** The number is permanently invalid. */
export const DEAD: StatusMeaning = { kind: "undelivered", addressPermanent: true };

/** Maps the vendor's statuses for in transit, delivered and undelivered. */
export function meanings(inTransit: string, delivered: string, undelivered: string): Record<string, StatusMeaning> {
  const kinds = { "in-transit": inTransit, delivered, undelivered } as const;
  const named = Object.entries(kinds).flatMap(([kind, words]) => words.split(" ").map((word) => [word, kind]));
  return Object.fromEntries(named);
}

export function basic(name = "", password = ""): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}
