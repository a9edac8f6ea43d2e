import type { Expect } from "@relance/provider-kit";
import type { EmailDescription, EmailEvent } from "./email-description.ts";

/** A vendor, as data: what it asks for, and how it is described. */
export interface Preset<O> {
  /** Options that it cannot do without → where the vendor shows them. */
  readonly asks: Readonly<Partial<Record<keyof O & string, string>>>;
  /** The vendor's own address. */
  readonly endpoint: (options: O) => string;
  /** Mistakes that can be seen without a request, beyond what is missing. */
  readonly check?: (options: O, expect: Expect) => void;
  readonly describe: (options: O, endpoint: string) => EmailDescription;
}

/** What every preset takes beside what its vendor asks for. */
export interface EndpointOptions {
  /** Another address of the vendor, or of what stands in for it in a test. @default the vendor's own */
  readonly endpoint?: string | undefined;
}

/** What a preset makes of its options. `Preset` alone would have to know every vendor. */
export type AnyPreset = Preset<EndpointOptions & Readonly<Record<string, unknown>>>;

/** The body of one address of a service, whatever the slash. */
export function under(endpoint: string, path: string): string {
  return `${endpoint.replace(/\/+$/, "")}${path}`;
}

/** What a mail server says of an address that does not work (RFC 3463). Every other status lets the address live. */
const DEAD = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/** Meanings of a vendor's words with such a status behind them. */
export function deadAfter(words: string): Readonly<Record<string, EmailEvent>> {
  return Object.fromEntries(DEAD.map((status): readonly [string, EmailEvent] => [`${words} ${status}`, "dead"]));
}
