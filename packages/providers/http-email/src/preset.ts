import type { Expect } from "@relance/provider-kit";
import type { EmailDescription, EmailEvent } from "./email-description.ts";

export interface Preset<O> {
  /** The required options, and where the vendor shows the value of each. */
  readonly asks: Readonly<Partial<Record<keyof O & string, string>>>;
  readonly endpoint: (options: O) => string;
  readonly check?: (options: O, expect: Expect) => void;
  readonly describe: (options: O, endpoint: string) => EmailDescription;
}

export interface EndpointOptions {
  /** Base URL of the vendor, for tests. @default the vendor's own */
  readonly endpoint?: string | undefined;
}

export type AnyPreset = Preset<EndpointOptions & Readonly<Record<string, unknown>>>;

export function under(endpoint: string, path: string): string {
  return `${endpoint.replace(/\/+$/, "")}${path}`;
}

/** RFC 3463 status codes that prove an invalid address. */
const DEAD = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/** Maps the event type `words` to `dead` if one of the codes in `DEAD` follows. */
export function deadAfter(words: string): Readonly<Record<string, EmailEvent>> {
  return Object.fromEntries(DEAD.map((status): readonly [string, EmailEvent] => [`${words} ${status}`, "dead"]));
}
