import type { EmailDescription } from "./email-description.ts";
import type { EndpointOptions } from "./sender-options.ts";

/** Notes a mistake in the options unless `holds`. */
export type Expect = (holds: boolean, path: string, advice: string) => void;

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

/** What a preset makes of its options. `Preset` alone would have to know every vendor. */
export type AnyPreset = Preset<EndpointOptions & Readonly<Record<string, unknown>>>;

/** The body of one address of a service, whatever the slash. */
export function under(endpoint: string, path: string): string {
  return `${endpoint.replace(/\/+$/, "")}${path}`;
}
