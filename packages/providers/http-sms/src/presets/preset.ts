import type { Expect } from "@relance/provider-kit";
import type { HttpSmsOptions } from "../http-sms-options.ts";
import type { StatusMeaning } from "../receipt-options.ts";

/** Settings of most vendors: texts. */
type Texts = Readonly<Record<string, string | undefined>>;

/** A vendor's provider's API as data: what it asks for, and how it is spoken to. */
export interface Preset<Given = Texts> {
  /** Each setting that it cannot do without, and where the vendor shows it. */
  readonly asks: Readonly<Record<string, string>>;
  /** Of its addresses; none where each account has its own. */
  readonly endpoint?: string | ((given: Given) => string);
  /** Mistakes that can be seen without a request, beyond what is missing. */
  readonly check?: (given: Given, expect: Expect) => void;
  readonly describe: (given: Given, base: string) => Omit<HttpSmsOptions, "vendor">;
}

/** What every vendor asks for. */
export const FROM = "sender, as people see it: a number, or a name where the country allows it";

/** A permanent refusal of the number. */
export const DEAD: StatusMeaning = { kind: "undelivered", addressPermanent: true };

/** Words of the vendor for a message on its way, one that arrived, and one that did not. */
export function meanings(inTransit: string, delivered: string, undelivered: string): Record<string, StatusMeaning> {
  const kinds = { "in-transit": inTransit, delivered, undelivered } as const;
  const named = Object.entries(kinds).flatMap(([kind, words]) => words.split(" ").map((word) => [word, kind]));
  return Object.fromEntries(named);
}

export function basic(name = "", password = ""): { readonly authorization: string } {
  return { authorization: `Basic ${Buffer.from(`${name}:${password}`).toString("base64")}` };
}
