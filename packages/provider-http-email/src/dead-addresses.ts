import type { EmailEvent } from "./email-description.ts";

/** What a mail server says of an address that does not work (RFC 3463). Every other status lets the address live. */
const DEAD = ["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"];

/** Meanings of a vendor's words with such a status behind them. */
export function deadAfter(words: string): Readonly<Record<string, EmailEvent>> {
  return Object.fromEntries(DEAD.map((status): readonly [string, EmailEvent] => [`${words} ${status}`, "dead"]));
}
